package dev.konomi.engine.diffusion;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Deficit round robin among share keys (Shreedhar and Varghese, 1995); the currency is rows of the UNet batch. A lane
 * that could not run in a tick because its pictures have another size stands first in the next one, and then sets the
 * size.
 */
final class Lanes {
    private final Map<String, Lane> byKey = new HashMap<>();
    private Deque<Lane> order = new ArrayDeque<>();

    void add(Sample sample) {
        Lane lane = byKey.computeIfAbsent(sample.shareKey(), key -> {
            Lane fresh = new Lane();
            order.addLast(fresh);
            return fresh;
        });
        lane.add(sample);
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

    /** Adds samples to the batch, turn by turn, until it holds {@code limit} or nothing more fits. */
    void fill(List<Sample> batch, int limit) {
        order.forEach(Lane::beginTick);
        List<Lane> passedOver = new ArrayList<>();
        List<Lane> spent = new ArrayList<>();
        while (batch.size() < limit && !order.isEmpty()) {
            Lane lane = order.removeFirst();
            if (lane.serve(batch, limit)) {
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

    private void dropEmptyLanes() {
        byKey.values().removeIf(lane -> lane.samples().isEmpty());
        order.removeIf(lane -> lane.samples().isEmpty());
    }
}
