package dev.konomi.engine.diffusion;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The share keys of one priority. One lane leads each tick: its oldest sample runs and sets the size, and the lane pays
 * for the tick's work. The lane that has paid least leads next, so that each leads for the same share of the device's
 * time whatever its pictures cost (stride scheduling, Waldspurger and Weihl, 1995). Places that are left are given out
 * by deficit round robin (Shreedhar and Varghese, 1995) to samples of that size; its currency is rows of the UNet batch.
 */
final class Lanes {
    private static final Comparator<Lane> NEXT_LEADER =
            Comparator.comparingLong(Lane::paid).thenComparingLong(Lane::since);

    private final Map<String, Lane> byKey = new HashMap<>();
    /** What keys without samples had paid, as long as it is more than the least that a waiting one has. */
    private final Map<String, Long> paidBefore = new HashMap<>();

    private Deque<Lane> order = new ArrayDeque<>();
    private long least;
    private long turns;

    void add(Sample sample) {
        byKey.computeIfAbsent(sample.shareKey(), this::enter).add(sample);
    }

    private Lane enter(String key) {
        Long before = paidBefore.remove(key);
        Lane lane = new Lane(key, before == null ? least : Math.max(before, least), turns++);
        order.addLast(lane);
        return lane;
    }

    void remove(Sample sample) {
        Lane lane = byKey.get(sample.shareKey());
        if (lane != null) {
            lane.remove(sample);
            dropEmptyLanes();
        }
    }

    void removeDone() {
        byKey.values().forEach(Lane::removeDone);
        dropEmptyLanes();
    }

    Stream<Sample> samples() {
        return order.stream().flatMap(lane -> lane.samples().stream());
    }

    boolean isEmpty() {
        return order.isEmpty();
    }

    /** The sample that runs first when these lanes lead; there must be one. */
    Sample head() {
        return leader().samples().get(0);
    }

    /** Adds samples to an empty batch, the leader's oldest first; {@link #settle} follows. */
    Lane lead(TickBatch batch) {
        Lane leader = leader();
        order.remove(leader);
        order.addFirst(leader);
        fill(batch);
        return leader;
    }

    /** Charges the lane that led for the tick. */
    void settle(Lane leader, long work) {
        leader.pay(work);
        leader.standAt(turns++);
        least = Math.max(least, leader().paid());
        paidBefore.values().removeIf(paid -> paid <= least);
    }

    /**
     * Adds samples to a batch that others lead. Their lanes pay for their own work, up to one tick's more than the lane
     * that has paid least: a ride that their oldest sample could not take must not keep it from leading.
     */
    void ride(TickBatch batch) {
        int others = batch.size();
        fill(batch);
        long most = least + batch.work();
        for (Sample sample : batch.samples().subList(others, batch.size())) {
            Lane lane = byKey.get(sample.shareKey());
            if (lane != null) {
                lane.pay(Math.max(0, Math.min(sample.work(), most - lane.paid())));
            }
        }
    }

    /** Adds samples to the batch, turn by turn, until it is full or nothing more fits. */
    private void fill(TickBatch batch) {
        order.forEach(Lane::beginTick);
        List<Lane> passedOver = new ArrayList<>();
        List<Lane> spent = new ArrayList<>();
        while (!batch.isFull() && !order.isEmpty()) {
            Lane lane = order.removeFirst();
            if (lane.serve(batch)) {
                order.addLast(lane);
            } else {
                (lane.served() ? spent : passedOver).add(lane);
            }
        }
        Deque<Lane> next = new ArrayDeque<>(passedOver);
        next.addAll(order);
        next.addAll(spent);
        order = next;
    }

    private Lane leader() {
        return order.stream()
                .min(NEXT_LEADER)
                .orElseThrow(() -> new IllegalStateException("expected a sample that waits, found none"));
    }

    private void dropEmptyLanes() {
        order.removeIf(lane -> {
            boolean empty = lane.samples().isEmpty();
            if (empty) {
                byKey.remove(lane.key());
                paidBefore.put(lane.key(), lane.paid());
            }
            return empty;
        });
        if (order.isEmpty()) {
            paidBefore.clear(); // nobody waited for anybody
        }
    }
}
