package dev.konomi.engine.hero;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Adds up the wall-clock time of each stage. */
final class StageClock {
    private static final double NANOS = 1e9;

    private final Map<Stage, Double> seconds = new EnumMap<>(Stage.class);

    <T> T time(Stage stage, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            seconds.merge(stage, (System.nanoTime() - start) / NANOS, Double::sum);
        }
    }

    Map<Stage, Double> seconds() {
        return Map.copyOf(seconds);
    }
}
