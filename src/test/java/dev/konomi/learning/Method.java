package dev.konomi.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.konomi.engine.hero.Recipe;
import dev.konomi.engine.hero.RecipePresets;
import java.util.Map;

/**
 * A way to learn: a recipe of the product, the settings in which it differs, and who judges.
 *
 * @param name as it stands in the results
 * @param preset the recipe's name
 * @param overrides values by path, as an adapter of the product gives them: {@code noise_bank.share → 0}
 * @param evaluators who judges
 */
record Method(String name, String preset, Map<String, Object> overrides, Evaluators evaluators) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    Recipe recipe(Task task, long seed) {
        Recipe plain = RecipePresets.named(preset).orElseThrow().withSeed(seed);
        Recipe own = with(plain, overrides);
        return with(own, Map.of("sampling.guidance_scale", task.guidance()));
    }

    static Recipe with(Recipe recipe, Map<String, Object> overrides) {
        ObjectNode tree = JSON.valueToTree(recipe);
        overrides.forEach((path, value) -> set(tree, path, value));
        try {
            return JSON.treeToValue(tree, Recipe.class).requireValid();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("overrides " + overrides + " make no recipe", e);
        }
    }

    private static void set(ObjectNode tree, String path, Object value) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        JsonNode present = tree.get(name);
        if (present == null) {
            throw new IllegalArgumentException("expected a setting of a recipe, found " + path);
        }
        if (dot < 0) {
            tree.set(name, JSON.valueToTree(value));
        } else {
            set((ObjectNode) present, path.substring(dot + 1), value);
        }
    }
}
