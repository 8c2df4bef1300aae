package dev.konomi.round;

/**
 * How far one evaluator can be relied on.
 *
 * @param judgements images that the evaluator called good or bad
 * @param sensitivity probability of "good" for an image that is good, 0…1
 * @param specificity probability of "bad" for an image that is bad, 0…1
 */
record Reliability(int judgements, double sensitivity, double specificity) {
    /** Before anything is known: right nine times in ten. It weighs as much as ten images. */
    static final Reliability PRIOR = new Reliability(0, 0.9, 0.9);

    static final double PRIOR_IMAGES = 10;

    /**
     * The estimate from what is expected of the images that the evaluator judged.
     *
     * @param consistency what the evaluator's answers to the same image say; every pair adds to the prior's weight
     * @param good expected number of good ones
     * @param goodCalledGood how many of those the evaluator called good
     * @param bad expected number of bad ones
     * @param badCalledBad how many of those the evaluator called bad
     */
    static Reliability of(
            int judgements,
            Consistency consistency,
            double good,
            double goodCalledGood,
            double bad,
            double badCalledBad) {
        double accuracy = consistency.accuracy();
        double weight = PRIOR_IMAGES + consistency.pairs();
        return new Reliability(
                judgements,
                (goodCalledGood + weight * accuracy) / (good + weight),
                (badCalledBad + weight * accuracy) / (bad + weight));
    }

    /** How much a word of this evaluator speaks for "good", as the logarithm of a ratio of probabilities. */
    double evidence(boolean calledGood) {
        return calledGood ? Math.log(sensitivity / (1 - specificity)) : Math.log((1 - sensitivity) / specificity);
    }
}
