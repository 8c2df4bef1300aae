package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.tensor.Tensor;
import java.util.Collection;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An adapter's weights while they learn: one A [rank, in] and one B [out, rank] for every site, under the site's path
 * followed by {@code .lora_A} and {@code .lora_B}.
 */
final class LoraParameters {
    static final String A = ".lora_A";
    static final String B = ".lora_B";

    private final int rank;
    private final float loraAlpha;
    private final SortedMap<String, Tensor> tensors;

    private LoraParameters(int rank, float loraAlpha, SortedMap<String, Tensor> tensors) {
        this.rank = rank;
        this.loraAlpha = loraAlpha;
        this.tensors = tensors;
    }

    /** New weights that change nothing yet: A Gaussian with deviation 1/rank (PEFT's "gaussian"), B zero. */
    static LoraParameters initial(LoraSettings settings, Collection<LoraSiteShape> sites, long seed) {
        var parameters = new LoraParameters(settings.rank(), (float) settings.loraAlpha(), new TreeMap<>());
        parameters.complete(sites, seed);
        return parameters;
    }

    /**
     * A copy of an adapter's weights, which keep their own rank and loraAlpha whatever the recipe says; sites that it
     * lacks start as in {@link #initial}.
     */
    static LoraParameters of(LoraWeights weights, Collection<LoraSiteShape> sites, long seed) {
        var parameters = new LoraParameters(weights.rank(), weights.loraAlpha(), new TreeMap<>());
        weights.sites().forEach((site, pair) -> {
            parameters.tensors.put(site + A, copy(pair.a()));
            parameters.tensors.put(site + B, copy(pair.b()));
        });
        parameters.complete(sites, seed);
        return parameters;
    }

    private void complete(Collection<LoraSiteShape> sites, long seed) {
        var noise = GaussianNoise.seeded(seed);
        for (var site : new TreeMap<>(byPath(sites)).values()) {
            float[] a = new float[rank * site.in()];
            noise.fill(a);
            for (int i = 0; i < a.length; i++) {
                a[i] /= rank;
            }
            if (!tensors.containsKey(site.path() + A)) {
                tensors.put(site.path() + A, Tensor.f32(new int[] {rank, site.in()}, a));
                tensors.put(site.path() + B, Tensor.zeros(site.out(), rank));
            }
        }
    }

    private static SortedMap<String, LoraSiteShape> byPath(Collection<LoraSiteShape> sites) {
        var byPath = new TreeMap<String, LoraSiteShape>();
        sites.forEach(site -> byPath.put(site.path(), site));
        return byPath;
    }

    private static Tensor copy(Tensor tensor) {
        return Tensor.f32(tensor.shape(), tensor.f32().clone());
    }

    int rank() {
        return rank;
    }

    /** What B·A is multiplied by. */
    float scale() {
        return loraAlpha / rank;
    }

    /** The weights themselves, for an optimizer to change. */
    SortedMap<String, Tensor> tensors() {
        return tensors;
    }

    /** Euclidean norm of all B matrices: 0 for an adapter that changes nothing. */
    double weightNorm() {
        double sum = 0;
        for (var entry : tensors.entrySet()) {
            if (entry.getKey().endsWith(B)) {
                for (float b : entry.getValue().f32()) {
                    sum += (double) b * b;
                }
            }
        }
        return Math.sqrt(sum);
    }

    /** The weights as an adapter of their own. */
    LoraWeights toWeights() {
        var sites = new TreeMap<String, LoraPair>();
        for (var entry : tensors.entrySet()) {
            if (entry.getKey().endsWith(A)) {
                String site = entry.getKey().substring(0, entry.getKey().length() - A.length());
                Tensor b = Objects.requireNonNull(tensors.get(site + B), site);
                sites.put(site, new LoraPair(copy(entry.getValue()), copy(b)));
            }
        }
        return new LoraWeights(rank, loraAlpha, sites);
    }
}
