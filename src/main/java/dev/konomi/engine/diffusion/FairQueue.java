package dev.konomi.engine.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every unfinished sample; interactive ones before rounds, and within each the share keys in turn. */
final class FairQueue {
    private final Lanes interactive = new Lanes();
    private final Lanes rounds = new Lanes();

    void add(Sample sample) {
        lanes(sample.priority()).add(sample);
    }

    void remove(Sample sample) {
        lanes(sample.priority()).remove(sample);
    }

    /** Forgets the samples that were cancelled. */
    void removeDone() {
        interactive.removeDone();
        rounds.removeDone();
    }

    Stream<Sample> interactive() {
        return interactive.samples();
    }

    Stream<Sample> samples() {
        return Stream.concat(interactive.samples(), rounds.samples());
    }

    boolean isEmpty() {
        return samples().findAny().isEmpty();
    }

    /** The samples of the next tick, all of one size; they stay in the queue until they are removed. */
    List<Sample> pick(int limit) {
        List<Sample> batch = new ArrayList<>();
        interactive.fill(batch, limit);
        rounds.fill(batch, limit);
        return batch;
    }

    private Lanes lanes(Priority priority) {
        return switch (priority) {
            case INTERACTIVE -> interactive;
            case ROUND -> rounds;
        };
    }
}
