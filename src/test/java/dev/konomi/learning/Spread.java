package dev.konomi.learning;

import dev.konomi.engine.tensor.Tensor;
import java.util.List;

/** Distances between final latents. */
final class Spread {
    private Spread() {}

    /** Mean over all pairs. */
    static double pairwise(List<Tensor> latents) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < latents.size(); i++) {
            for (int j = 0; j < i; j++) {
                sum += distance(latents.get(i), latents.get(j));
                pairs++;
            }
        }
        return sum / pairs;
    }

    /** Mean over images of the same place in both lists. */
    static double between(List<Tensor> some, List<Tensor> others) {
        double sum = 0;
        for (int i = 0; i < some.size(); i++) {
            sum += distance(some.get(i), others.get(i));
        }
        return sum / some.size();
    }

    private static double distance(Tensor one, Tensor other) {
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
