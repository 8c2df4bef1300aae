package dev.konomi.round;

/**
 * How far one evaluator agrees with themselves on images that were shown twice.
 *
 * @param pairs images that the evaluator called good or bad both times
 * @param same how many of them alike
 */
record Consistency(int pairs, int same) {
    static final Consistency UNKNOWN = new Consistency(0, 0);

    Consistency and(Consistency other) {
        return new Consistency(pairs + other.pairs, same + other.same);
    }

    boolean hasContradictions() {
        return same < pairs;
    }

    /**
     * The probability of a right word that explains it: somebody who is right with probability a answers alike with a² +
     * (1 − a)². Starts from {@link Reliability#PRIOR}, which weighs as much as ten images.
     */
    double accuracy() {
        double prior = Reliability.PRIOR.sensitivity();
        double alike = prior * prior + (1 - prior) * (1 - prior);
        double share = (same + Reliability.PRIOR_IMAGES * alike) / (pairs + Reliability.PRIOR_IMAGES);
        return (1 + Math.sqrt(Math.max(0, 2 * share - 1))) / 2;
    }
}
