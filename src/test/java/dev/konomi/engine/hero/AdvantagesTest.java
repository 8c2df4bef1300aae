package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AdvantagesTest {
    private static final Offset<Float> CLOSE = within(1e-6f);

    private static RewardSettings settings(boolean perPrompt, double clip) {
        return new RewardSettings(
                RewardTarget.BEST,
                0,
                perPrompt,
                clip,
                RewardSource.ENCODER,
                0,
                RecipePresets.hero().reward().colours());
    }

    @Test
    void rewards_are_standardised_over_the_round() {
        float[] advantages = Advantages.of(new float[] {1, 3}, List.of("a", "b"), settings(false, 5));

        assertThat(advantages).containsExactly(new float[] {-1, 1}, CLOSE);
    }

    @Test
    void rewards_are_standardised_among_the_images_of_one_prompt() {
        float[] advantages = Advantages.of(new float[] {1, 3, 10, 10}, List.of("a", "a", "b", "b"), settings(true, 5));

        assertThat(advantages).containsExactly(new float[] {-1, 1, 0, 0}, CLOSE);
    }

    @Test
    void an_advantage_is_clipped() {
        float[] rewards = new float[101];
        rewards[7] = 1;

        float[] advantages = Advantages.of(rewards, java.util.Collections.nCopies(101, "a"), settings(false, 5));

        assertThat(advantages[7]).isEqualTo(5f);
        assertThat(advantages[0]).isCloseTo(-0.1f, within(1e-4f));
    }

    @Test
    void equal_rewards_teach_nothing() {
        assertThat(Advantages.of(new float[] {.5f, .5f}, List.of("a", "a"), settings(false, 5)))
                .containsExactly(0, 0);
    }
}
