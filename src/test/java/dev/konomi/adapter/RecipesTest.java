package dev.konomi.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.konomi.engine.hero.Recipe;
import dev.konomi.engine.hero.RecipePresets;
import dev.konomi.web.FieldError;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipesTest {

    @Test
    void no_choice_is_the_default_preset() {
        assertThat(Recipes.of(RecipeChoice.DEFAULT))
                .isEqualTo(RecipePresets.named(RecipePresets.DEFAULT).orElseThrow());
    }

    @Test
    void overrides_change_what_they_name_and_nothing_else() {
        Recipe preset = RecipePresets.named("hero").orElseThrow();

        Recipe recipe = Recipes.of(choice("hero", "{'round_size': 16, 'sampling': {'steps': 10}}"));

        assertThat(recipe.roundSize()).isEqualTo(16);
        assertThat(recipe.sampling().steps()).isEqualTo(10);
        assertThat(recipe.sampling().guidanceScale())
                .isEqualTo(preset.sampling().guidanceScale());
        assertThat(recipe.encoder()).isEqualTo(preset.encoder());
        assertThat(recipe.policy()).isEqualTo(preset.policy());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'colour': 1}                        | recipe.overrides.colour",
                "{'sampling': {'colour': 1}}          | recipe.overrides.sampling.colour",
                "{'sampling': 20}                     | recipe.overrides.sampling",
                "{'round_size': '16'}                 | recipe.overrides.round_size",
                "{'round_size': 16.5}                 | recipe.overrides.round_size",
                "{'round_size': true}                 | recipe.overrides.round_size",
                "{'round_size': -1}                   | recipe.overrides.round_size",
                "{'round_size': 99999999999}          | recipe.overrides.round_size",
                "{'reward': {'target': 'worst'}}      | recipe.overrides.reward.target",
                "{'preset': 'other'}                  | recipe.overrides.preset",
                "{'encoder': {'learning_rate': -0.5}} | recipe.overrides.encoder.learning_rate",
                "[]                                   | recipe.overrides",
            })
    void a_setting_that_is_not_allowed_is_named(String overrides, String field) {
        assertThatThrownBy(() -> Recipes.of(choice("hero", overrides)))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ProblemKind.INVALID);
                    assertThat(e.errors()).extracting(FieldError::field).contains(field);
                });
    }

    @Test
    void an_unknown_preset_is_refused_with_those_there_are() {
        assertThatThrownBy(() -> Recipes.of(choice("villain", "{}")))
                .hasMessageContaining("villain")
                .hasMessageContaining("hero");
    }

    private static RecipeChoice choice(String preset, String overrides) {
        try {
            return new RecipeChoice(preset, new ObjectMapper().readTree(overrides.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
