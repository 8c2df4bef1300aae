package dev.konomi.engine.hero;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rewards, standardised and clipped. */
final class Advantages {
    private static final double EPSILON = 1e-8;

    private Advantages() {}

    /**
     * {@code (reward - mean) / (std + 1e-8)}, clipped; mean and (population) standard deviation over the round, or over
     * the samples of the same prompt.
     *
     * @param rewards one for each sample
     * @param prompts one for each sample
     */
    static float[] of(float[] rewards, List<String> prompts, RewardSettings settings) {
        Map<String, List<Integer>> groups = IntStream.range(0, rewards.length)
                .boxed()
                .collect(Collectors.groupingBy(i -> settings.perPromptStatistics() ? prompts.get(i) : ""));
        float[] advantages = new float[rewards.length];
        for (var group : groups.values()) {
            double mean = group.stream().mapToDouble(i -> rewards[i]).average().orElseThrow();
            double variance = group.stream()
                    .mapToDouble(i -> (rewards[i] - mean) * (rewards[i] - mean))
                    .average()
                    .orElseThrow();
            for (int i : group) {
                double standardised = (rewards[i] - mean) / (Math.sqrt(variance) + EPSILON);
                advantages[i] = clipped(standardised, settings.advantageClip());
            }
        }
        return advantages;
    }

    static float clipped(double advantage, double most) {
        return (float) Math.max(-most, Math.min(most, advantage));
    }
}
