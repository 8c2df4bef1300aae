package dev.konomi.engine.hero;

import java.util.Arrays;

/** Which steps of a sample's trajectory are kept for training: drawn before sampling, so that nothing else is kept. */
public final class RecordedSteps {
    private RecordedSteps() {}

    /**
     * Draws the steps of one sample.
     *
     * @param seed of the round
     * @param k index of the sample in its round
     * @return step indices in ascending order, each of them once
     */
    public static int[] draw(Recipe recipe, long seed, int k) {
        var random = Seeds.random(seed, Seeds.Stream.RECORDED_STEPS, k);
        int steps = recipe.sampling().steps();
        int[] all = new int[steps];
        Arrays.setAll(all, i -> i);
        int count = Math.min(steps, recipe.sampling().recordedTimesteps());
        for (int i = 0; i < count; i++) { // the first steps of a Fisher-Yates shuffle
            int j = i + random.nextInt(steps - i);
            int swap = all[i];
            all[i] = all[j];
            all[j] = swap;
        }
        int[] drawn = Arrays.copyOf(all, count);
        Arrays.sort(drawn);
        return drawn;
    }
}
