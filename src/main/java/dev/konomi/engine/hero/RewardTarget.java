package dev.konomi.engine.hero;

/** What an image is compared with to get its reward. */
public enum RewardTarget {
    /** The best image alone, as published. */
    BEST,
    /** The mean over the best image and every good one of the round. */
    ALL_GOOD
}
