package dev.konomi.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One measurement: so many clients, each asking again as soon as it is answered.
 *
 * @param perMinute pictures a minute
 * @param p50 of the latency, seconds
 * @param p95 of the latency, seconds
 * @param count pictures
 */
record Run(double perMinute, double p50, double p95, int count) {
    /** @param latencies in seconds */
    static Run of(List<Double> latencies, double seconds) {
        double[] sorted =
                latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Run(60 * sorted.length / seconds, quantile(sorted, 0.5), quantile(sorted, 0.95), sorted.length);
    }

    private static double quantile(double[] sorted, double q) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, Math.round(q * sorted.length - 0.5))];
    }

    /** The middle of several, number by number. */
    static Run median(List<Run> runs) {
        return new Run(
                middle(runs.stream().mapToDouble(Run::perMinute).toArray()),
                middle(runs.stream().mapToDouble(Run::p50).toArray()),
                middle(runs.stream().mapToDouble(Run::p95).toArray()),
                runs.stream().mapToInt(Run::count).sum());
    }

    private static double middle(double[] numbers) {
        Arrays.sort(numbers);
        int half = numbers.length / 2;
        return numbers.length % 2 == 1 ? numbers[half] : (numbers[half - 1] + numbers[half]) / 2;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%.0f pictures/min, p50 %.0f ms, p95 %.0f ms", perMinute, 1000 * p50, 1000 * p95);
    }
}
