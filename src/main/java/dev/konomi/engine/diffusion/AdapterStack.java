package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.model.LoraInputs;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.ResidentTensors;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The LoRA matrices of several adapters in the runtime's memory: A [slots, rank, in] and B [slots, out, rank] for each
 * site. Slot 0 is the base model: all zeros. An adapter of a smaller rank is padded with zeros, which change nothing.
 * An adapter is written once and stays until its slot is needed for another.
 */
final class AdapterStack implements AutoCloseable {
    /** What the stack may hold beyond the adapters of the running batch. */
    static final long LIMIT_BYTES = 256L << 20;

    private static final int MOST_ADAPTERS = 64;

    private final OnnxRuntime runtime;
    private final List<LoraSiteShape> sites;
    private final int rank;
    private final int limit;
    /** By digest, the least recently used first. */
    private final Map<String, Integer> slotOf = new LinkedHashMap<>(16, 0.75f, true);

    private final Deque<Integer> free = new ArrayDeque<>();
    private int capacity;
    private ResidentTensors matrices;
    private long written;

    /** @param rank of every slot */
    AdapterStack(OnnxRuntime runtime, List<LoraSiteShape> sites, int rank) {
        this.runtime = runtime;
        this.sites = sites;
        this.rank = rank;
        this.limit = limit(sites, rank);
        this.matrices = runtime.resident(shapes(1));
    }

    private static int limit(List<LoraSiteShape> sites, int rank) {
        long slotBytes = 0;
        for (LoraSiteShape site : sites) {
            slotBytes += (long) Float.BYTES * rank * (site.in() + site.out());
        }
        return (int) Math.max(1, Math.min(MOST_ADAPTERS, LIMIT_BYTES / slotBytes));
    }

    /** Has all of them in slots, at the cost of writing those that are not yet. */
    void hold(Collection<AdapterRef> adapters) {
        Set<String> needed = new HashSet<>();
        adapters.forEach(adapter -> needed.add(adapter.digest()));
        makeRoom(needed);
        for (AdapterRef adapter : adapters) {
            // reading marks those that are there as used
            if (slotOf.get(adapter.digest()) == null) {
                int slot = free.removeFirst();
                write(slot, adapter);
                slotOf.put(adapter.digest(), slot);
            }
        }
    }

    int slotOf(AdapterRef adapter) {
        return Objects.requireNonNull(slotOf.get(adapter.digest()), adapter.digest());
    }

    /** The UNet's inputs; changed by {@link #hold}. */
    ResidentTensors matrices() {
        return matrices;
    }

    /** Adapters written so far. */
    long written() {
        return written;
    }

    @Override
    public void close() {
        matrices.close();
    }

    /** Frees or makes as many slots as those need that have none. */
    private void makeRoom(Set<String> needed) {
        long missing =
                needed.stream().filter(digest -> !slotOf.containsKey(digest)).count();
        if (free.size() < missing && capacity < limit) {
            long wanted = Math.max(2L * capacity, capacity + missing - free.size());
            grow((int) Math.min(limit, wanted));
        }
        Iterator<Map.Entry<String, Integer>> eldest = slotOf.entrySet().iterator();
        while (free.size() < missing && eldest.hasNext()) {
            Map.Entry<String, Integer> entry = eldest.next();
            if (!needed.contains(entry.getKey())) {
                free.addLast(entry.getValue());
                eldest.remove();
            }
        }
        if (free.size() < missing) {
            grow((int) (capacity + missing - free.size())); // one batch alone is beyond the limit
        }
    }

    private void grow(int adapters) {
        ResidentTensors larger = runtime.resident(shapes(1 + adapters));
        larger.takeOver(matrices);
        matrices.close();
        matrices = larger;
        for (int slot = capacity + 1; slot <= adapters; slot++) {
            free.addLast(slot);
        }
        capacity = adapters;
    }

    private Map<String, int[]> shapes(int slots) {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        for (LoraSiteShape site : sites) {
            shapes.put(LoraInputs.nameOfA(site.path()), new int[] {slots, rank, site.in()});
            shapes.put(LoraInputs.nameOfB(site.path()), new int[] {slots, site.out(), rank});
        }
        return shapes;
    }

    private void write(int slot, AdapterRef adapter) {
        LoraWeights weights =
                adapter.weights().orElseThrow(() -> new IllegalArgumentException("the base model has slot 0 already"));
        for (LoraSiteShape site : sites) {
            float[] a = new float[rank * site.in()];
            float[] b = new float[site.out() * rank];
            LoraPair pair = weights.sites().get(site.path());
            if (pair != null) {
                System.arraycopy(pair.a().f32(), 0, a, 0, pair.a().elementCount());
                padColumns(pair.b().f32(), weights.rank(), weights.scale(), b);
            }
            matrices.write(LoraInputs.nameOfA(site.path()), slot * a.length, a);
            matrices.write(LoraInputs.nameOfB(site.path()), slot * b.length, b);
        }
        written++;
    }

    /** [out, rankBefore] into the first columns of [out, rank], scaled. */
    private void padColumns(float[] from, int rankBefore, float scale, float[] to) {
        for (int row = 0; row < to.length / rank; row++) {
            for (int column = 0; column < rankBefore; column++) {
                to[row * rank + column] = scale * from[row * rankBefore + column];
            }
        }
    }
}
