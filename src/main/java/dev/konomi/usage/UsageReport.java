package dev.konomi.usage;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Usage of a span of days.
 *
 * @param since first day, UTC
 * @param until last day, UTC, inclusive
 * @param total of the whole span
 * @param days those on which anything was used, in order
 */
public record UsageReport(LocalDate since, LocalDate until, Amounts total, List<Day> days) {
    /** How much of each kind. */
    public record Amounts(long images, long labels, double evaluatorMinutes, double deviceSeconds) {
        static Amounts of(Map<UsageKind, Double> used) {
            return new Amounts(
                    Math.round(used.getOrDefault(UsageKind.IMAGES, 0.0)),
                    Math.round(used.getOrDefault(UsageKind.LABELS, 0.0)),
                    hundredths(used.getOrDefault(UsageKind.EVALUATOR_MINUTES, 0.0)),
                    hundredths(used.getOrDefault(UsageKind.DEVICE_SECONDS, 0.0)));
        }

        Amounts plus(Amounts other) {
            return new Amounts(
                    images + other.images,
                    labels + other.labels,
                    hundredths(evaluatorMinutes + other.evaluatorMinutes),
                    hundredths(deviceSeconds + other.deviceSeconds));
        }

        private static double hundredths(double value) {
            return Math.round(value * 100) / 100.0;
        }
    }

    /** One day. */
    public record Day(LocalDate day, long images, long labels, double evaluatorMinutes, double deviceSeconds) {
        static Day of(LocalDate day, Amounts used) {
            return new Day(day, used.images(), used.labels(), used.evaluatorMinutes(), used.deviceSeconds());
        }
    }

    static UsageReport of(LocalDate since, LocalDate until, SortedMap<LocalDate, Map<UsageKind, Double>> used) {
        Amounts total = used.values().stream().map(Amounts::of).reduce(Amounts.of(Map.of()), Amounts::plus);
        List<Day> days = used.entrySet().stream()
                .map(entry -> Day.of(entry.getKey(), Amounts.of(entry.getValue())))
                .toList();
        return new UsageReport(since, until, total, days);
    }
}
