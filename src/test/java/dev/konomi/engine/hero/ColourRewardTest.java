package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ColourRewardTest {
    private static final int SIDE = 32;

    private final ColourReward reward = new ColourReward(new ColourSettings("#0000ff", "#ffffff"));

    @Test
    void a_picture_of_exactly_these_colours_is_worth_most() {
        assertThat(reward.of(picture(new float[] {-1, -1, 1}, new float[] {1, 1, 1})))
                .isCloseTo(1, within(1e-6f));
    }

    @Test
    void middle_and_edges_count_half_each() {
        assertThat(reward.of(picture(new float[] {-1, -1, 1}, new float[] {-1, -1, -1})))
                .isCloseTo(0.5f, within(1e-4f));
        assertThat(reward.of(picture(new float[] {1, 1, -1}, new float[] {1, 1, 1})))
                .isCloseTo(0.5f, within(1e-4f));
    }

    @Test
    void a_colour_near_by_is_worth_more_than_one_far_off() {
        float near = reward.of(picture(new float[] {-0.8f, -0.8f, 0.8f}, new float[] {1, 1, 1}));
        float far = reward.of(picture(new float[] {-0.5f, -0.5f, 0.5f}, new float[] {1, 1, 1}));

        assertThat(near).isGreaterThan(far);
    }

    /** A disc on a ground. */
    private static Tensor picture(float[] disc, float[] ground) {
        Tensor pixels = Tensor.zeros(3, SIDE, SIDE);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    boolean inside = Math.hypot(y - SIDE / 2.0, x - SIDE / 2.0) < SIDE / 3.0;
                    pixels.f32()[(c * SIDE + y) * SIDE + x] = (inside ? disc : ground)[c];
                }
            }
        }
        return pixels;
    }
}
