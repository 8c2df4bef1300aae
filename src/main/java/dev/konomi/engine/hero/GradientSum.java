package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gradients of the pieces of one optimizer step, added up. */
final class GradientSum {
    private final SortedMap<String, Tensor> sum = new TreeMap<>();

    void add(Map<String, Tensor> gradients) {
        gradients.forEach((name, gradient) -> {
            Tensor total = sum.get(name);
            if (total == null) {
                sum.put(name, Tensor.f32(gradient.shape(), gradient.f32().clone()));
                return;
            }
            float[] numbers = total.f32();
            float[] more = gradient.f32();
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] += more[i];
            }
        });
    }

    SortedMap<String, Tensor> gradients() {
        return sum;
    }
}
