package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;

/**
 * Standard normal numbers from a seed, the same on every machine and every Java: {@link SplitMix64}
 * under Box and Muller's transform, with StrictMath for the functions that hardware rounds as it likes.
 */
public final class GaussianNoise {
    private long state;
    private double spare = Double.NaN;

    private GaussianNoise(long seed) {
        this.state = SplitMix64.finish(seed);
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
        state += SplitMix64.GOLDEN_GAMMA;
        return (SplitMix64.finish(state) >>> 11) * 0x1p-53;
    }
}
