package dev.konomi.adapter;

import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.checkpoint.SafetensorsWriter;
import dev.konomi.engine.tensor.Tensor;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** LoRA files for tests, right ones and wrong ones; the same seed, the same bytes. */
public final class TestLoras {

    private TestLoras() {}

    public static LoraWeights weights(Collection<LoraSiteShape> sites, int rank, long seed) {
        Random random = new Random(seed);
        SortedMap<String, LoraPair> pairs = new TreeMap<>();
        for (LoraSiteShape site : sites) {
            pairs.put(site.path(), new LoraPair(tensor(random, rank, site.in()), tensor(random, site.out(), rank)));
        }
        return new LoraWeights(rank, rank, pairs);
    }

    public static byte[] diffusers(Collection<LoraSiteShape> sites, long seed) {
        return LoraFile.writeDiffusers(weights(sites, 4, seed), Map.of());
    }

    static byte[] kohya(Collection<LoraSiteShape> sites, long seed) {
        return LoraFile.writeKohya(weights(sites, 4, seed), Map.of());
    }

    static byte[] ofUnknownSite(Collection<LoraSiteShape> sites) {
        SortedMap<String, Tensor> tensors = tensors(sites.iterator().next(), 4);
        tensors.put("unet.attic.to_q.lora.down.weight", tensor(new Random(1), 4, 8));
        tensors.put("unet.attic.to_q.lora.up.weight", tensor(new Random(2), 8, 4));
        return SafetensorsWriter.write(tensors, Map.of());
    }

    static byte[] ofMixedRanks(Collection<LoraSiteShape> sites) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        int rank = 4;
        for (LoraSiteShape site : sites) {
            tensors.putAll(tensors(site, rank));
            rank = 2;
        }
        return SafetensorsWriter.write(tensors, Map.of());
    }

    static byte[] ofNotANumber(Collection<LoraSiteShape> sites) {
        SortedMap<String, Tensor> tensors = tensors(sites.iterator().next(), 4);
        tensors.get(tensors.firstKey()).f32()[3] = Float.NaN;
        return SafetensorsWriter.write(tensors, Map.of());
    }

    private static SortedMap<String, Tensor> tensors(LoraSiteShape site, int rank) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        tensors.put("unet." + site.path() + ".lora.down.weight", tensor(new Random(1), rank, site.in()));
        tensors.put("unet." + site.path() + ".lora.up.weight", tensor(new Random(2), site.out(), rank));
        return tensors;
    }

    private static Tensor tensor(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.01f;
        }
        return Tensor.f32(new int[] {rows, columns}, values);
    }
}
