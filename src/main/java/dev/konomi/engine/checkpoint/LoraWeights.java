package dev.konomi.engine.checkpoint;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The weights of one adapter.
 *
 * @param rank inner width of every pair
 * @param loraAlpha every pair counts loraAlpha / rank
 * @param sites pairs by the path of their projection; a site that is not named is not changed
 */
public record LoraWeights(int rank, float loraAlpha, SortedMap<String, LoraPair> sites) {
    /** Ranks are padded to the largest of a batch, for every adapter in it; this keeps that affordable. */
    public static final int MAX_RANK = 64;

    public LoraWeights {
        if (rank < 1 || !(Math.abs(loraAlpha) < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("rank " + rank + " and loraAlpha " + loraAlpha + " are no LoRA");
        }
        for (Map.Entry<String, LoraPair> site : sites.entrySet()) {
            LoraPair pair = site.getValue();
            if (pair.a().ndim() != 2
                    || pair.a().dim(0) != rank
                    || pair.b().ndim() != 2
                    || pair.b().dim(1) != rank) {
                throw new IllegalArgumentException(
                        site.getKey() + " has not rank " + rank + ": " + pair.a() + ", " + pair.b());
            }
        }
        sites = Collections.unmodifiableSortedMap(new TreeMap<>(sites));
    }

    /** What a pair's product is multiplied by. */
    public float scale() {
        return loraAlpha / rank;
    }
}
