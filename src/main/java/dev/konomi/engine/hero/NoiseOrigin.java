package dev.konomi.engine.hero;

/** Where a sample's initial noise came from. */
public enum NoiseOrigin {
    /** Plain Gaussian noise from the sample's seed. */
    FRESH,
    /** A good image's initial noise, perturbed. */
    GOOD,
    /** The best image's initial noise, perturbed. */
    BEST
}
