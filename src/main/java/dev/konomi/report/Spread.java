package dev.konomi.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Rewards in equal bins from 0 to 1.
 *
 * @param mean of all; 0 where there are none
 * @param shares of each bin
 */
public record Spread(double mean, List<Double> shares) {
    static final int BINS = 20;

    public static Spread of(List<Double> rewards) {
        double[] bins = new double[BINS];
        rewards.forEach(reward -> bins[Math.min(BINS - 1, (int) (reward * BINS))] += 1.0 / rewards.size());
        List<Double> shares = new ArrayList<>();
        for (double bin : bins) {
            shares.add(bin);
        }
        return new Spread(rewards.stream().mapToDouble(r -> r).average().orElse(0), List.copyOf(shares));
    }
}
