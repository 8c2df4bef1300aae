package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecipeTest {
    @Test
    void every_preset_is_sound() {
        assertThat(RecipePresets.names())
                .containsExactly(
                        "d3po", "ddpo", "hero", "hero-ddpo", "hero-paper", "konomi", "reward-function", "reward-model");
        for (var name : RecipePresets.names()) {
            var recipe = RecipePresets.named(name).orElseThrow();

            assertThat(recipe.preset()).isEqualTo(name);
            assertThat(recipe.violations()).isEmpty();
        }
    }

    @Test
    void hero_paper_has_the_published_numbers() {
        var recipe = RecipePresets.heroPaper();

        assertThat(recipe.roundSize()).isEqualTo(64);
        assertThat(recipe.sampling()).isEqualTo(new SamplingSettings(50, 5, 1, 5, 512, 512));
        assertThat(recipe.encoder().learningRate()).isEqualTo(1e-5);
        assertThat(recipe.encoder().epochs()).isEqualTo(500);
        assertThat(recipe.policy().clipRange()).isEqualTo(1e-4);
        assertThat(recipe.policy().innerEpochs()).isEqualTo(1);
        assertThat(recipe.lora().rank()).isEqualTo(4);
    }

    @Test
    void images_that_nobody_is_shown_need_a_source_and_an_update_that_can_use_them() {
        var konomi = RecipePresets.konomi();
        var labels = new RewardSettings(
                RewardTarget.BEST,
                0,
                true,
                5,
                RewardSource.LABELS,
                0,
                konomi.reward().colours());

        assertThat(HeroTesting.changed(konomi, labels, PolicyUpdate.DDPO, konomi.forward())
                        .violations())
                .extracting(RecipeViolation::toString)
                .satisfiesExactly(
                        update -> assertThat(update).contains("unlabelledImages", "DDPO", "FORWARD"),
                        source -> assertThat(source).contains("unlabelledImages", "SMOOTHED_LABELS"));
    }

    @Test
    void violations_name_each_field_with_its_reason_and_range() {
        var paper = RecipePresets.heroPaper();
        var broken = new Recipe(
                "mine",
                1,
                0,
                0,
                new SamplingSettings(20, Double.NaN, 0, 21, 100, 512),
                paper.noiseBank(),
                paper.encoder(),
                paper.reward(),
                paper.replay(),
                paper.update(),
                paper.policy(),
                paper.forward(),
                paper.preference(),
                new LoraSettings(0, 4),
                paper.guard(),
                paper.repeats());

        assertThat(broken.violations())
                .extracting(RecipeViolation::field)
                .containsExactly(
                        "roundSize",
                        "sampling.guidanceScale",
                        "sampling.eta",
                        "sampling.recordedTimesteps",
                        "sampling.heightPx",
                        "lora.rank");
        assertThat(broken.violations())
                .contains(new RecipeViolation("roundSize", "is 1", "a whole number from 2 to 1024"))
                .contains(new RecipeViolation(
                        "sampling.eta",
                        "is 0: a step without noise has no log-probability",
                        "a number above 0 and at most 1"));
        assertThatThrownBy(broken::requireValid).hasMessageContaining("sampling.guidanceScale");
    }
}
