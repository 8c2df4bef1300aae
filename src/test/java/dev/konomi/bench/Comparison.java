package dev.konomi.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a section: the same work on both sides.
 *
 * @param what for people
 * @param unit of ours and theirs: "s", "MiB", "pictures/min"
 * @param ours ours
 * @param theirs what it is compared with
 * @param ratio ours over theirs, repetition by repetition
 * @param bound the ratio to reach, and whether less or more is better; null for a line without an aim
 * @param error relative difference of what both computed, in norm; NaN where it is not comparable
 */
public record Comparison(
        String what, String unit, Statistics ours, Statistics theirs, Statistics ratio, Bound bound, double error) {

    /**
     * A ratio to reach.
     *
     * @param atMost whether the ratio should be this or less, else this or more
     * @param value the ratio
     */
    public record Bound(boolean atMost, double value) {
        public static Bound atMost(double value) {
            return new Bound(true, value);
        }

        public static Bound atLeast(double value) {
            return new Bound(false, value);
        }

        boolean holds(double ratio) {
            return atMost ? ratio <= value : ratio >= value;
        }

        @Override
        public String toString() {
            return (atMost ? "≤ " : "≥ ") + value;
        }
    }

    /** Equally many numbers of each side, measured in turn. */
    public static Comparison of(
            String what, String unit, List<Double> ours, List<Double> theirs, Bound bound, double error) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        return new Comparison(
                what, unit, Statistics.of(ours), Statistics.of(theirs), Statistics.of(ratios), bound, error);
    }

    /** One number of each side. */
    public static Comparison of(String what, String unit, double ours, double theirs, Bound bound) {
        return of(what, unit, List.of(ours), List.of(theirs), bound, Double.NaN);
    }
}
