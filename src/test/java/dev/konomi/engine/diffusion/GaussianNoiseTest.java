package dev.konomi.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaussianNoiseTest {
    @Test
    void the_same_seed_draws_the_same_numbers_on_every_machine() {
        assertThat(GaussianNoise.seeded(42).tensor(4).f32())
                .containsExactly(0.718919873f, 1.13860595f, 0.576062143f, 0.179305211f);
    }

    @Test
    void neighbouring_seeds_have_nothing_in_common() {
        float[] one = GaussianNoise.seeded(1).tensor(10_000).f32();
        float[] two = GaussianNoise.seeded(2).tensor(10_000).f32();

        double product = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * two[i];
        }
        assertThat(product / one.length).isCloseTo(0, within(0.05));
    }

    @Test
    void numbers_are_standard_normal() {
        float[] numbers = GaussianNoise.seeded(7).tensor(200_000).f32();

        double sum = 0;
        double squares = 0;
        double fourths = 0;
        int beyondTwo = 0;
        for (float x : numbers) {
            sum += x;
            squares += x * x;
            fourths += Math.pow(x, 4);
            beyondTwo += Math.abs(x) > 2 ? 1 : 0;
        }
        assertThat(sum / numbers.length).isCloseTo(0, within(0.01));
        assertThat(squares / numbers.length).isCloseTo(1, within(0.015));
        assertThat(fourths / numbers.length).isCloseTo(3, within(0.1));
        assertThat((double) beyondTwo / numbers.length).isCloseTo(0.0455, within(0.002));
    }

    @Test
    void the_stream_goes_on_from_tensor_to_tensor() {
        GaussianNoise whole = GaussianNoise.seeded(3);
        GaussianNoise parts = GaussianNoise.seeded(3);

        float[] all = whole.tensor(7).f32();

        assertThat(parts.tensor(3).f32()).containsExactly(all[0], all[1], all[2]);
        assertThat(parts.tensor(2, 2).f32()).containsExactly(all[3], all[4], all[5], all[6]);
    }
}
