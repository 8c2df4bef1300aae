package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.List;

/** How different images are from one another. */
public final class Diversity {
    private Diversity() {}

    /** Mean Euclidean distance over all pairs of final latents; 0 for fewer than two. */
    public static double meanPairwiseDistance(List<Tensor> latents) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < latents.size(); i++) {
            for (int j = 0; j < i; j++) {
                sum += distance(latents.get(i), latents.get(j));
                pairs++;
            }
        }
        return pairs == 0 ? 0 : sum / pairs;
    }

    /** Euclidean distance between two tensors of one shape. */
    public static double distance(Tensor one, Tensor other) {
        float[] a = one.f32();
        float[] b = other.f32();
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double d = a[i] - b[i];
            sum += d * d;
        }
        return Math.sqrt(sum);
    }
}
