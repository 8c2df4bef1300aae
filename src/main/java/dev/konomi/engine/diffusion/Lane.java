package dev.konomi.engine.diffusion;

import java.util.ArrayList;
import java.util.List;

/** The unfinished samples of one share key, oldest first, and what the key may still spend in this turn. */
final class Lane {
    /** Rows that a key may run in one turn: a guided sample's, so that each turn moves at least one sample. */
    static final int QUANTUM = 2;

    private final String key;
    private final List<Sample> samples = new ArrayList<>();
    private long paid;
    private long since;
    private int cursor;
    private int deficit;
    private boolean served;

    /**
     * @param paid for leading, as {@link Lanes} counts it
     * @param since when it stood in line
     */
    Lane(String key, long paid, long since) {
        this.key = key;
        this.paid = paid;
        this.since = since;
    }

    String key() {
        return key;
    }

    /** Work of the ticks that this lane has led, and of its rides in others'. */
    long paid() {
        return paid;
    }

    /** When it led last, or came. */
    long since() {
        return since;
    }

    void pay(long work) {
        paid += work;
    }

    void standAt(long now) {
        since = now;
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    void remove(Sample sample) {
        samples.remove(sample);
    }

    void removeDone() {
        samples.removeIf(Sample::isDone);
    }

    List<Sample> samples() {
        return samples;
    }

    void beginTick() {
        cursor = 0;
        served = false;
    }

    /** Whether this lane has had a turn with something to run in this tick. */
    boolean served() {
        return served;
    }

    /**
     * Adds samples that the batch takes until this turn's rows are spent.
     *
     * @return whether any was added
     */
    boolean serve(TickBatch batch) {
        int before = batch.size();
        deficit += QUANTUM;
        for (; cursor < samples.size() && !batch.isFull(); cursor++) {
            Sample next = samples.get(cursor);
            if (!batch.takes(next)) {
                continue;
            }
            if (next.rows() > deficit) {
                break;
            }
            deficit -= next.rows();
            batch.add(next);
        }
        if (cursor == samples.size()) {
            deficit = 0; // a lane with nothing left to run saves nothing up
        }
        boolean added = batch.size() > before;
        served |= added;
        return added;
    }
}
