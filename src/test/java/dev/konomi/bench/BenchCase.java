package dev.konomi.bench;

import dev.konomi.engine.tensor.Tensor;
import java.util.SortedMap;

/** One piece of work that is run again and again. */
public interface BenchCase extends AutoCloseable {
    void run();

    /** What the last run computed, or the first one where each run starts from another state; to be compared. */
    SortedMap<String, Tensor> results();

    @Override
    default void close() {}
}
