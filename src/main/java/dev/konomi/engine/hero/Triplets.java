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
    /** Refusals after which an image is taken all the same: where hardly any verdict can be relied on. */
    private static final int MOST_REFUSALS = 100;

    /** Draws pairs with repetition, each image as often as its verdict can be relied on. */
    static Triplets draw(EncoderLesson lesson, int count, SplittableRandom random) {
        int[] good = lesson.good();
        int[] bad = lesson.bad();
        int[] positives = new int[count];
        int[] negatives = new int[count];
        for (int i = 0; i < count; i++) {
            positives[i] = draw(good, lesson, random);
            negatives[i] = draw(bad, lesson, random);
        }
        return new Triplets(positives, negatives);
    }

    private static int draw(int[] images, EncoderLesson lesson, SplittableRandom random) {
        int image = images[random.nextInt(images.length)];
        for (int refusals = 0; refusals < MOST_REFUSALS; refusals++) {
            double confidence = lesson.confidences().get(image);
            if (confidence >= 1 || random.nextDouble() < confidence) {
                return image;
            }
            image = images[random.nextInt(images.length)];
        }
        return image;
    }

    int count() {
        return positives.length;
    }
}
