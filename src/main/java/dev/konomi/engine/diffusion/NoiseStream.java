package dev.konomi.engine.diffusion;

/** Which numbers a sample's seed gives: the initial noise and each step's noise come from streams of their own. */
final class NoiseStream {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private NoiseStream() {}

    static GaussianNoise initial(long seed) {
        return GaussianNoise.seeded(seed);
    }

    static GaussianNoise step(long seed, int stepIndex) {
        return GaussianNoise.seeded(mix(seed + (stepIndex + 1L) * GOLDEN_GAMMA));
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood, 2014): seeds that differ by one end far apart.
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
