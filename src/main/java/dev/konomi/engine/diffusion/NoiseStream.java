package dev.konomi.engine.diffusion;

/** Which numbers a sample's seed gives: the initial noise and each step's noise come from streams of their own. */
final class NoiseStream {
    private NoiseStream() {}

    static GaussianNoise initial(long seed) {
        return GaussianNoise.seeded(seed);
    }

    static GaussianNoise step(long seed, int stepIndex) {
        return GaussianNoise.seeded(SplitMix64.finish(seed + (stepIndex + 1L) * SplitMix64.GOLDEN_GAMMA));
    }
}
