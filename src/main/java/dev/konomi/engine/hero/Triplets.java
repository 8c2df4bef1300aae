package dev.konomi.engine.hero;

import java.util.SplittableRandom;

/**
 * Pairs to be held against the anchor: the good image should be nearer to it than the bad one.
 *
 * @param positives index of a good image, for each triplet
 * @param negatives index of a bad image, for each triplet
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Triplets(int[] positives, int[] negatives) {
    /** Draws pairs uniformly, with repetition. */
    static Triplets draw(int[] good, int[] bad, int count, SplittableRandom random) {
        int[] positives = new int[count];
        int[] negatives = new int[count];
        for (int i = 0; i < count; i++) {
            positives[i] = good[random.nextInt(good.length)];
            negatives[i] = bad[random.nextInt(bad.length)];
        }
        return new Triplets(positives, negatives);
    }

    int count() {
        return positives.length;
    }
}
