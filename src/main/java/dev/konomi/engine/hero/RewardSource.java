package dev.konomi.engine.hero;

/** Who says what an image is worth. */
public enum RewardSource {
    /** HERO's encoder, taught by triplets: how similar the image is to the best one. */
    ENCODER,
    /** The evaluators alone: good 1, bad 0. Nothing is taught. */
    LABELS,
    /** The evaluators, each verdict held against those on images that look alike: careless ones are outvoted. */
    SMOOTHED_LABELS,
    /** The same encoder, taught to tell good from bad: how probably the image is good. */
    CLASSIFIER,
    /** A hand-made function of the picture's colours. Nobody is asked. */
    FUNCTION
}
