package dev.konomi.bench;

import java.util.Arrays;
import java.util.List;

/**
 * Numbers measured again and again.
 *
 * @param median the middle one
 * @param low first quartile
 * @param high third quartile
 * @param count how many there were
 */
public record Statistics(double median, double low, double high, int count) {
    public static Statistics of(List<Double> numbers) {
        double[] sorted = numbers.stream().mapToDouble(n -> n).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("expected at least one number, found none");
        }
        return new Statistics(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75), sorted.length);
    }

    /** A number that is known without measuring it twice. */
    public static Statistics single(double number) {
        return new Statistics(number, number, number, 1);
    }

    /** All of them times the same factor, for another unit. */
    public Statistics times(double factor) {
        double[] ends = {low * factor, high * factor};
        Arrays.sort(ends);
        return new Statistics(median * factor, ends[0], ends[1], count);
    }

    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
