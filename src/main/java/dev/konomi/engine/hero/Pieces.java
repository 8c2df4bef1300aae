package dev.konomi.engine.hero;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * How a tick is cut into runs that can go side by side. The cut changes the rounding of the gradients' sum, so it
 * follows from what is cut alone, and not from the device or its threads.
 *
 * @param each units in a piece at most
 * @param bytesPerUnit memory that a run takes for each
 */
record Pieces(int each, long bytesPerUnit) {
    /** Above this a unit is so much work that one run keeps every thread busy, and two would read all weights twice. */
    private static final long LARGE_UNIT_BYTES = 256L << 20;

    private static final int AT_ONCE = 2;

    /** Runs that are worth making at the same time. */
    int atOnce() {
        return isWhole() ? 1 : AT_ONCE;
    }

    private boolean isWhole() {
        return bytesPerUnit > LARGE_UNIT_BYTES;
    }

    /** Cuts units 0…count into pieces as long as each other, the longer ones first, and makes something of each. */
    <T> List<T> of(int count, BiFunction<Integer, Integer, T> fromTo) {
        int pieces = isWhole() ? 1 : Math.min(count, AT_ONCE * divideUp(count, each * AT_ONCE));
        int length = count / pieces;
        int longer = count % pieces;
        return IntStream.range(0, pieces)
                .mapToObj(
                        i -> fromTo.apply(i * length + Math.min(i, longer), (i + 1) * length + Math.min(i + 1, longer)))
                .toList();
    }

    private static int divideUp(int a, int b) {
        return (a + b - 1) / b;
    }
}
