package dev.konomi.engine.hero;

/**
 * Where the initial noise of a round comes from.
 *
 * @param share share of the samples that start from the bank; the rest start from plain Gaussian noise
 * @param bestRatio share of the bank's samples that start from the best image's noise; the rest from a good one's
 * @param perturbation p in {@code sqrt(1 - p²)·z + p·ε}, the fresh noise mixed into a noise of the bank
 * @param capacity good noises kept over rounds, newest first; 0 keeps those of the newest round that brought any
 */
public record NoiseBankSettings(double share, double bestRatio, double perturbation, int capacity) {
    void check(RecipeCheck check) {
        check.real("noiseBank.share", share, 0, 1);
        check.real("noiseBank.bestRatio", bestRatio, 0, 1);
        check.real("noiseBank.perturbation", perturbation, 0, 1);
        check.whole("noiseBank.capacity", capacity, 0, 4096);
    }
}
