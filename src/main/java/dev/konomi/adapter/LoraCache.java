package dev.konomi.adapter;

import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraWeights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * LoRA weights in the host's memory, the least recently used ones leaving first. An entry belongs to a tenant and a
 * digest together, so that nobody is ever served by what another tenant loaded. Weights that are asked for twice at one
 * time are loaded once.
 */
final class LoraCache {

    private record Key(String tenant, String digest) {}

    private final long capacityBytes;
    // In order of last use; guarded by this.
    private final LinkedHashMap<Key, LoraWeights> held = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Key, CompletableFuture<LoraWeights>> loading = new LinkedHashMap<>();
    private long heldBytes;

    LoraCache(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    LoraWeights get(String tenant, String digest, Supplier<LoraWeights> load) {
        Key key = new Key(tenant, digest);
        CompletableFuture<LoraWeights> mine = new CompletableFuture<>();
        CompletableFuture<LoraWeights> first;
        synchronized (this) {
            LoraWeights known = held.get(key);
            if (known != null) {
                return known;
            }
            first = loading.putIfAbsent(key, mine);
        }
        return first == null ? load(key, mine, load) : join(first);
    }

    synchronized long heldBytes() {
        return heldBytes;
    }

    private LoraWeights load(Key key, CompletableFuture<LoraWeights> mine, Supplier<LoraWeights> load) {
        try {
            LoraWeights weights = load.get();
            keep(key, weights);
            mine.complete(weights);
            return weights;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e); // whatever it was: others wait for it
            throw e;
        } finally {
            synchronized (this) {
                loading.remove(key);
            }
        }
    }

    private static LoraWeights join(CompletableFuture<LoraWeights> other) {
        try {
            return other.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    private synchronized void keep(Key key, LoraWeights weights) {
        held.put(key, weights);
        heldBytes += bytes(weights);
        var eldest = held.entrySet().iterator();
        while (heldBytes > capacityBytes && eldest.hasNext()) {
            heldBytes -= bytes(eldest.next().getValue());
            eldest.remove();
        }
    }

    static long bytes(LoraWeights weights) {
        long elements = 0;
        for (LoraPair pair : weights.sites().values()) {
            elements += pair.a().elementCount() + pair.b().elementCount();
        }
        return elements * Float.BYTES;
    }
}
