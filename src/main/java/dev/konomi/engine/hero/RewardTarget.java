package dev.konomi.engine.hero;

/** What an image is compared with to get its reward. */
public enum RewardTarget {
    /** The best image alone, as published. */
    BEST,
    /** The mean over every good image of the round; the best is not counted among them. */
    ALL_GOOD
}
