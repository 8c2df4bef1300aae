package dev.konomi.image;

/** What one image request may ask for, and what it gets when it does not say. */
record ImageLimits(
        int promptCharacters,
        int minSidePx,
        int maxSidePx,
        int maxSteps,
        float maxGuidanceScale,
        int defaultSidePx,
        int defaultSteps,
        float defaultGuidanceScale) {
    static final int IMAGES_A_REQUEST = 10;
    /** The largest whole number that every JSON client carries exactly. */
    static final long MAX_SEED = (1L << 53) - 1;
}
