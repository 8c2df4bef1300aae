package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Labelled images of the round that are not learned from, and say when to stop: the weights that come out are those of
 * the lowest loss on them. With a share of 0 nothing is held out and nothing is stopped.
 */
final class HeldOut {
    private static final int EXAMS = 6;
    /** Timesteps at which each image is examined, always the same ones, so that losses compare. */
    private static final int TIMES = 3;
    /** Exams without a new best that end the round. */
    private static final int PATIENCE = 2;

    private final List<Pull> pulls;
    private final List<Pull> rest;
    private final int newest;
    private final int every;

    private double lowest = Double.MAX_VALUE;
    private int missed;
    private SortedMap<String, Tensor> best = new TreeMap<>();

    private HeldOut(List<Pull> pulls, List<Pull> rest, int newest, int every) {
        this.pulls = pulls;
        this.rest = rest;
        this.newest = newest;
        this.every = every;
    }

    static HeldOut of(ForwardTraining.Pool pool, ForwardSettings settings, long seed) {
        var order = new ArrayList<>(pool.pulls().subList(0, pool.newest()));
        Collections.shuffle(order, new Random(Seeds.of(seed, Seeds.Stream.HELD_OUT)));
        int count = (int) (settings.heldOut() * order.size());
        var rest = new ArrayList<>(order.subList(count, order.size()));
        rest.addAll(pool.pulls().subList(pool.newest(), pool.pulls().size()));
        return count == 0
                ? new HeldOut(List.of(), pool.pulls(), pool.newest(), Integer.MAX_VALUE)
                : new HeldOut(
                        order.subList(0, count), rest, order.size() - count, Math.max(1, settings.steps() / EXAMS));
    }

    /** What is learned from, this round's first. */
    List<Pull> rest() {
        return rest;
    }

    /** How many of the rest are this round's. */
    int newest() {
        return newest;
    }

    /** What is examined; empty where nothing is held out. */
    Optional<NoisedImages> images(NoisedImages.Source source) {
        return pulls.isEmpty() ? Optional.empty() : Optional.of(source.each(pulls, TIMES));
    }

    /** @param step steps taken */
    boolean isDue(int step) {
        return step % every == 0;
    }

    /** Whether the lowest loss is behind. */
    boolean isPast(LoraParameters parameters, double loss) {
        if (loss < lowest) {
            lowest = loss;
            missed = 0;
            best = new TreeMap<>();
            parameters
                    .tensors()
                    .forEach((name, tensor) -> best.put(
                            name, Tensor.f32(tensor.shape(), tensor.f32().clone())));
            return false;
        }
        return ++missed >= PATIENCE;
    }

    /** Puts back the weights of the lowest loss, where any were examined. */
    void restoreBest(LoraParameters parameters) {
        best.forEach((name, tensor) -> {
            Tensor now = Outputs.named(parameters.tensors(), name);
            System.arraycopy(tensor.f32(), 0, now.f32(), 0, now.elementCount());
        });
    }
}
