package dev.konomi.engine.diffusion;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every unfinished sample; interactive ones before rounds, and within each the share keys in turn. While interactive
 * samples are there, rounds ride in their ticks with as much work again at most, so that they at most double the time
 * that somebody waits; and they lead a tick of their own when they had less than their share, so that they go on under
 * any load.
 */
final class FairQueue {
    /** Rounds get one part of so many of the device's work, whatever the interactive samples need. */
    static final int ROUND_SHARE = 8;

    private final Lanes interactive = new Lanes();
    private final Lanes rounds = new Lanes();
    /** Work that rounds may lead, times their share; what they ride along does not count. */
    private long owed;

    private boolean roundsLedLast;

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
        return interactive.isEmpty() && rounds.isEmpty();
    }

    /** The samples of the next tick, all of one size; they stay in the queue until they are removed. */
    List<Sample> pick(LoopOptions limits) {
        TickBatch batch = new TickBatch(limits);
        if (interactive.isEmpty() || rounds.isEmpty()) {
            owed = 0;
            roundsLedLast = false;
            lead(interactive.isEmpty() ? rounds : interactive, batch);
        } else if (!roundsLedLast && owed >= ROUND_SHARE * rounds.head().work()) {
            leadByRounds(batch);
        } else {
            leadByInteractive(batch);
        }
        return batch.samples();
    }

    private static void lead(Lanes lanes, TickBatch batch) {
        if (!lanes.isEmpty()) {
            lanes.settle(lanes.lead(batch), batch.work());
        }
    }

    private void leadByInteractive(TickBatch batch) {
        Lane leader = interactive.lead(batch);
        long waitedFor = batch.work();
        batch.allow(waitedFor);
        rounds.ride(batch);
        interactive.settle(leader, batch.work());
        owed += batch.work();
        roundsLedLast = false;
    }

    private void leadByRounds(TickBatch batch) {
        long allowed = owed / ROUND_SHARE;
        batch.allow(allowed);
        Lane leader = rounds.lead(batch);
        long claimed = batch.work();
        boolean wantedMore = batch.isFull() || claimed + rounds.head().work() > allowed;
        batch.allow(Long.MAX_VALUE);
        interactive.ride(batch);
        rounds.settle(leader, batch.work());
        owed = wantedMore ? Math.max(0, owed + batch.work() - ROUND_SHARE * claimed) : 0;
        roundsLedLast = true;
    }

    private Lanes lanes(Priority priority) {
        return switch (priority) {
            case INTERACTIVE -> interactive;
            case ROUND -> rounds;
        };
    }
}
