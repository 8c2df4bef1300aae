package dev.konomi.engine.diffusion;

import java.util.ArrayList;
import java.util.List;

/** The samples of one tick while they are chosen: of one size, no more than fit, and no more work than is allowed. */
final class TickBatch {
    private final LoopOptions limits;
    private final List<Sample> samples = new ArrayList<>();
    private long work;
    private long allowedWork = Long.MAX_VALUE;

    TickBatch(LoopOptions limits) {
        this.limits = limits;
    }

    /** Bounds the work of what is added from now on; an empty batch takes one sample whatever it costs. */
    void allow(long more) {
        allowedWork = more >= Long.MAX_VALUE - work ? Long.MAX_VALUE : work + more;
    }

    boolean isFull() {
        return !samples.isEmpty()
                && samples.size() >= limits.batchOf(samples.get(0).pixels());
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    /** Whether the sample may share the tick with those that are in it. */
    boolean takes(Sample sample) {
        return samples.isEmpty()
                || (!isFull() && sample.hasSizeOf(samples.get(0)) && work + sample.work() <= allowedWork);
    }

    void add(Sample sample) {
        samples.add(sample);
        work += sample.work();
    }

    int size() {
        return samples.size();
    }

    /** Work of one step of all of them. */
    long work() {
        return work;
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }
}
