package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoisedImagesTest {
    private static final Tensor START = Tensor.zeros(2, 1, 1, 2);
    /** Off by 0.1 where there is much noise, by 0.8 where there is little. */
    private static final NoisedImages IMAGES = new NoisedImages(
            new ForwardNetwork.Noised(START, Tensor.f32(new int[] {2}, new float[] {900, 100}), Tensor.zeros(2, 1, 1)),
            Tensor.f32(new int[] {2, 1, 1, 2}, new float[] {0.1f, -0.1f, 0.8f, 0.8f}),
            List.of(1f, -1f));

    @Test
    void an_exponent_of_two_counts_squared_errors_alike() {
        assertThat(IMAGES.weights(START, 2, 4).f32()).containsExactly(0.25f, 0.25f);
    }

    @Test
    void an_exponent_of_one_gives_each_image_a_gradient_of_the_same_size() {
        float[] weights = IMAGES.weights(START, 1, 1).f32();

        assertThat(weights[0] * 0.1f).isCloseTo(weights[1] * 0.8f, within(0.02f));
    }

    @Test
    void an_exponent_of_nought_gives_each_image_the_same_loss() {
        float[] weights = IMAGES.weights(START, 0, 1).f32();

        assertThat(weights[0] * 0.01f).isCloseTo(weights[1] * 0.64f, within(0.02f));
    }

    @Test
    void a_perfect_prediction_does_not_outweigh_all_others_without_end() {
        var perfect = Tensor.f32(new int[] {2, 1, 1, 2}, new float[] {0.1f, -0.1f, 0, 0});

        assertThat(IMAGES.weights(perfect, 0, 1).f32()[0]).isFinite();
    }
}
