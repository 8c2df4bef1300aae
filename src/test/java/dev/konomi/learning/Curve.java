package dev.konomi.learning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What a method reaches on a task with more and more labels, averaged over its seeds.
 *
 * @param points from the base model on
 */
record Curve(List<Point> points) {
    /**
     * @param labels verdicts given
     * @param mean over the seeds
     * @param deviation over the seeds; 0 for one
     * @param seeds how many
     */
    record Point(int labels, double mean, double deviation, int seeds) {}

    /** @param rows of one task and method, and the base model's */
    static Curve of(List<Row> rows, ToDoubleFunction<Row> figure) {
        TreeMap<Integer, List<Row>> byRound = new TreeMap<>();
        rows.stream()
                .filter(row -> !Double.isNaN(figure.applyAsDouble(row)))
                .forEach(row -> byRound.computeIfAbsent(row.round(), round -> new ArrayList<>())
                        .add(row));
        List<Point> points = new ArrayList<>();
        for (List<Row> round : byRound.values()) {
            double mean = round.stream().mapToDouble(figure).average().orElseThrow();
            double squares = round.stream()
                    .mapToDouble(figure)
                    .map(value -> (value - mean) * (value - mean))
                    .sum();
            int seeds = round.size();
            points.add(new Point(round.get(0).labels(), mean, seeds < 2 ? 0 : Math.sqrt(squares / (seeds - 1)), seeds));
        }
        return new Curve(points);
    }

    boolean isEmpty() {
        return points.size() < 2;
    }

    Point first() {
        return points.get(0);
    }

    Point last() {
        return points.get(points.size() - 1);
    }

    Point best() {
        return points.stream().max(Comparator.comparingDouble(Point::mean)).orElseThrow();
    }

    /** The fewest labels at which the success is reached, on straight lines between what was measured. */
    OptionalDouble labelsTo(double success) {
        for (int i = 0; i < points.size(); i++) {
            Point here = points.get(i);
            if (here.mean() >= success) {
                if (i == 0) {
                    return OptionalDouble.of(here.labels());
                }
                Point before = points.get(i - 1);
                double part = (success - before.mean()) / (here.mean() - before.mean());
                return OptionalDouble.of(before.labels() + part * (here.labels() - before.labels()));
            }
        }
        return OptionalDouble.empty();
    }
}
