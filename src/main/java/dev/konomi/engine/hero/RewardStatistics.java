package dev.konomi.engine.hero;

import java.util.List;

/**
 * Rewards of some images.
 *
 * @param count how many
 * @param mean 0 where there are none
 * @param deviation population standard deviation
 */
public record RewardStatistics(int count, double mean, double deviation) {
    static RewardStatistics of(List<Float> rewards) {
        double mean = rewards.stream().mapToDouble(r -> r).average().orElse(0);
        double variance = rewards.stream()
                .mapToDouble(r -> (r - mean) * (r - mean))
                .average()
                .orElse(0);
        return new RewardStatistics(rewards.size(), mean, Math.sqrt(variance));
    }
}
