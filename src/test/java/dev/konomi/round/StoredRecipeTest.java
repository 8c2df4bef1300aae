package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.konomi.engine.hero.RecipePresets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredRecipeTest {
    @Test
    void a_recipe_that_was_stored_before_a_setting_existed_gets_its_default() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode stored = (ObjectNode) mapper.readTree(RoundInputs.write(RecipePresets.hero()));
        stored.remove(List.of("preference", "unlabelled_images"));
        ((ObjectNode) stored.get("reward")).remove(List.of("source", "labelled_rounds", "colours"));
        ((ObjectNode) stored.get("forward")).remove(List.of("anchor", "held_out", "annealed", "error_exponent"));
        Round round = new Round();
        round.recipe = mapper.writeValueAsString(stored);

        assertThat(RoundInputs.recipe(round)).isEqualTo(RecipePresets.hero());
    }
}
