package dev.konomi.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Rewards in equal bins.
 *
 * @param mean of all; 0 where there are none
 * @param from lower end of the first bin
 * @param to upper end of the last bin
 * @param shares of each bin
 */
public record Spread(double mean, double from, double to, List<Double> shares) {
    static final int BINS = 20;
    private static final double STEP = 0.05;

    /** What a set of spreads has in common, so that they can be drawn over each other. */
    public record Range(double from, double to) {
        /** The narrowest in steps of .05 that holds all of them. */
        public static Range of(List<List<Double>> rewards) {
            double least = rewards.stream()
                    .flatMap(List::stream)
                    .mapToDouble(r -> r)
                    .min()
                    .orElse(0);
            double most = rewards.stream()
                    .flatMap(List::stream)
                    .mapToDouble(r -> r)
                    .max()
                    .orElse(1);
            double from = Math.floor(least / STEP) * STEP;
            return new Range(from, Math.max(from + STEP, Math.ceil(most / STEP) * STEP));
        }
    }

    public static Spread of(List<Double> rewards, Range range) {
        double[] bins = new double[BINS];
        double width = (range.to() - range.from()) / BINS;
        rewards.forEach(reward ->
                bins[Math.max(0, Math.min(BINS - 1, (int) ((reward - range.from()) / width)))] += 1.0 / rewards.size());
        List<Double> shares = new ArrayList<>();
        for (double bin : bins) {
            shares.add(bin);
        }
        return new Spread(
                rewards.stream().mapToDouble(r -> r).average().orElse(0),
                range.from(),
                range.to(),
                List.copyOf(shares));
    }

    /** Where the mean lies between both ends, 0…1. */
    double meanPlace() {
        return (mean - from) / (to - from);
    }
}
