package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AdamWTest {
    private static final AdamW.Settings SETTINGS = new AdamW.Settings(0.9, 0.999, 1e-2, 1e-8);

    private static TreeMap<String, Tensor> one(float value) {
        return new TreeMap<>(Map.of("w", Tensor.f32(new int[] {1}, new float[] {value})));
    }

    @Test
    void the_first_step_moves_by_the_learning_rate_and_decays_the_weight() {
        var parameters = one(2);

        new AdamW(SETTINGS, parameters, Map.of()).step(one(0.3f), 0.1);

        // 2 · (1 − 0.1 · 0.01) − 0.1 · 0.3 / (√0.09 + ε)
        assertThat(parameters.get("w").f32()[0]).isCloseTo(1.898f, within(1e-5f));
    }

    @Test
    void an_optimizer_goes_on_from_its_saved_state() {
        var straight = one(2);
        var optimizer = new AdamW(SETTINGS, straight, Map.of());
        optimizer.step(one(0.3f), 0.1);
        var state = optimizer.state();
        var resumed = one(straight.get("w").f32()[0]);
        optimizer.step(one(-0.2f), 0.1);

        new AdamW(SETTINGS, resumed, state).step(one(-0.2f), 0.1);

        assertThat(resumed).isEqualTo(straight);
    }

    @Test
    void a_gradient_above_the_norm_is_scaled_to_it_over_all_parameters() {
        var gradients = Map.of(
                "a", Tensor.f32(new int[] {1}, new float[] {3}), "b", Tensor.f32(new int[] {1}, new float[] {4}));

        double norm = GradientNorm.clip(gradients, 1);

        assertThat(norm).isEqualTo(5);
        assertThat(GradientNorm.of(gradients)).isCloseTo(1, within(1e-6));
    }
}
