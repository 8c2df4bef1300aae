package dev.konomi.learning;

import dev.konomi.engine.hero.Diversity;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;

/** Distances between the final latents of two painters. */
final class Spread {
    private Spread() {}

    /** Mean over images of the same place in both lists. */
    static double between(List<Tensor> some, List<Tensor> others) {
        double sum = 0;
        for (int i = 0; i < some.size(); i++) {
            sum += Diversity.distance(some.get(i), others.get(i));
        }
        return sum / some.size();
    }
}
