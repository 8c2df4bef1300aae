package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.model.LoraInputs;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.ResidentTensors;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The adapters that the UNet runs with. Each stands in a stack in the runtime's memory and is found there by the next
 * batch, so that a tick copies no adapter unless it is new. A batch takes the stack of its widest adapter's rank: a
 * narrow batch does not pay for a wide adapter that has gone.
 */
final class AdapterSlots implements AutoCloseable {
    /** Widths whose stacks stay; the least recently used one is closed for another. */
    private static final int OPEN_STACKS = 3;

    private final OnnxRuntime runtime;
    private final List<LoraSiteShape> sites;
    private final Map<Integer, AdapterStack> stacks = new LruMap<>(OPEN_STACKS, AdapterStack::close);

    AdapterSlots(OnnxRuntime runtime, List<LoraSiteShape> sites) {
        this.runtime = runtime;
        this.sites = sites;
    }

    /**
     * A batch's inputs for the UNet.
     *
     * @param matrices good until the next batch
     * @param slots by name: the slot of each row
     */
    record Inputs(ResidentTensors matrices, Map<String, Tensor> slots) {}

    /** The UNet's slot and matrix inputs for a batch. */
    Inputs inputs(DenoiseBatch batch) {
        AdapterStack stack = stack(batch);
        stack.hold(batch.adapters());
        long[] slots = batch.slots().i64().clone();
        for (int row = 0; row < slots.length; row++) {
            if (slots[row] > 0) {
                slots[row] = stack.slotOf(batch.adapters().get((int) slots[row] - 1));
            }
        }
        return new Inputs(stack.matrices(), Map.of(LoraInputs.SLOTS, Tensor.i64(new int[] {slots.length}, slots)));
    }

    private AdapterStack stack(DenoiseBatch batch) {
        int widest = batch.adapters().stream()
                .flatMap(adapter -> adapter.weights().stream())
                .mapToInt(LoraWeights::rank)
                .max()
                .orElse(1);
        // widths in powers of two: few stacks, and nobody pays for more than twice its rank alone
        int rank = Integer.highestOneBit(2 * widest - 1);
        AdapterStack open = stacks.get(rank);
        if (open == null) {
            open = new AdapterStack(runtime, sites, rank);
            stacks.put(rank, open);
        }
        return open;
    }

    /** Adapters that were written into stacks that are open. */
    long written() {
        return stacks.values().stream().mapToLong(AdapterStack::written).sum();
    }

    @Override
    public void close() {
        stacks.values().forEach(AdapterStack::close);
        stacks.clear();
    }

    /** Refuses an adapter that does not fit the UNet's sites. */
    void check(AdapterRef adapter) {
        adapter.weights().ifPresent(weights -> check(adapter.digest(), weights));
    }

    private void check(String digest, LoraWeights weights) {
        if (weights.rank() > LoraWeights.MAX_RANK) {
            throw new IllegalArgumentException("adapter " + digest + ": expected a rank of at most "
                    + LoraWeights.MAX_RANK + ", found " + weights.rank());
        }
        int known = 0;
        for (LoraSiteShape site : sites) {
            LoraPair pair = weights.sites().get(site.path());
            if (pair != null) {
                known++;
                if (pair.a().dim(1) != site.in() || pair.b().dim(0) != site.out()) {
                    throw new IllegalArgumentException("adapter " + digest + ": " + site.path() + " expected "
                            + site.in() + " in and " + site.out() + " out, found " + pair.a() + " and " + pair.b());
                }
            }
        }
        if (known < weights.sites().size()) {
            throw new IllegalArgumentException(
                    "adapter " + digest + " changes projections that this model does not have");
        }
    }
}
