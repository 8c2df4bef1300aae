package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.model.LoraInputs;
import dev.konomi.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stacked LoRA matrices of the adapters that the UNet runs with. Slot 0 is the base model: all zeros. Adapters of
 * a smaller rank are padded with zeros, which change nothing. The stack is rebuilt only when a batch brings an adapter
 * that is not in it.
 */
final class AdapterSlots {
    private final List<LoraSiteShape> sites;
    private List<AdapterRef> stacked = List.of();
    private Map<String, Tensor> stack;

    AdapterSlots(List<LoraSiteShape> sites) {
        this.sites = sites;
        this.stack = build(List.of());
    }

    /** The UNet's slot and matrix inputs for a batch, by name. */
    Map<String, Tensor> inputs(DenoiseBatch batch) {
        if (!stacked.containsAll(batch.adapters())) {
            stacked = batch.adapters();
            stack = build(stacked);
        }
        long[] slots = batch.slots().i64().clone();
        for (int row = 0; row < slots.length; row++) {
            if (slots[row] > 0) {
                slots[row] = 1L + stacked.indexOf(batch.adapters().get((int) slots[row] - 1));
            }
        }
        Map<String, Tensor> inputs = new HashMap<>(stack);
        inputs.put(LoraInputs.SLOTS, Tensor.i64(new int[] {slots.length}, slots));
        return inputs;
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

    private Map<String, Tensor> build(List<AdapterRef> adapters) {
        List<LoraWeights> weights = adapters.stream()
                .map(adapter -> adapter.weights()
                        .orElseThrow(() -> new IllegalArgumentException("the base model has slot 0 already")))
                .toList();
        int slots = 1 + weights.size();
        int rank = weights.stream().mapToInt(LoraWeights::rank).max().orElse(1);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (LoraSiteShape site : sites) {
            Tensor a = Tensor.zeros(slots, rank, site.in());
            Tensor b = Tensor.zeros(slots, site.out(), rank);
            for (int slot = 1; slot < slots; slot++) {
                LoraWeights adapter = weights.get(slot - 1);
                LoraPair pair = adapter.sites().get(site.path());
                if (pair != null) {
                    copyA(pair.a(), a, slot);
                    copyB(pair.b(), adapter.scale(), b, slot);
                }
            }
            tensors.put(LoraInputs.nameOfA(site.path()), a);
            tensors.put(LoraInputs.nameOfB(site.path()), b);
        }
        return tensors;
    }

    /** [rank, in] into the first rows of [slot, padded rank, in]. */
    private static void copyA(Tensor from, Tensor to, int slot) {
        System.arraycopy(from.f32(), 0, to.f32(), slot * to.dim(1) * to.dim(2), from.elementCount());
    }

    /** [out, rank] into the first columns of [slot, out, padded rank], scaled. */
    private static void copyB(Tensor from, float scale, Tensor to, int slot) {
        int rank = from.dim(1);
        int padded = to.dim(2);
        int base = slot * to.dim(1) * padded;
        for (int row = 0; row < from.dim(0); row++) {
            for (int column = 0; column < rank; column++) {
                to.f32()[base + row * padded + column] = scale * from.f32()[row * rank + column];
            }
        }
    }
}
