package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;

/**
 * Standard normal numbers from a seed, the same on every machine and every Java: SplitMix64 (Steele, Lea, Flood 2014)
 * under Box and Muller's transform, with StrictMath for the functions that hardware rounds as it likes.
 */
public final class GaussianNoise {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;
    private double spare = Double.NaN;

    private GaussianNoise(long seed) {
        this.state = mix(seed);
    }

    public static GaussianNoise seeded(long seed) {
        return new GaussianNoise(seed);
    }

    /** Overwrites every element, in order. */
    public void fill(float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) next();
        }
    }

    /** A new F32 tensor of the given shape. */
    public Tensor tensor(int... shape) {
        Tensor out = Tensor.zeros(shape);
        fill(out.f32());
        return out;
    }

    private double next() {
        if (!Double.isNaN(spare)) {
            double kept = spare;
            spare = Double.NaN;
            return kept;
        }
        double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform())); // of (0, 1], never log 0
        double angle = 2 * StrictMath.PI * uniform();
        spare = radius * StrictMath.sin(angle);
        return radius * StrictMath.cos(angle);
    }

    /** 53 bits in [0, 1). */
    private double uniform() {
        state += GOLDEN_GAMMA;
        return (mix(state) >>> 11) * 0x1p-53;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
