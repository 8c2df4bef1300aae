package dev.konomi.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.konomi.engine.hero.Recipe;
import dev.konomi.engine.hero.RecipePresets;
import dev.konomi.engine.hero.RecipeViolation;
import dev.konomi.web.FieldError;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Turns a preset and its overrides into a recipe, and says which setting is wrong when one is. */
final class Recipes {

    private static final String OVERRIDES = "recipe.overrides.";
    // Its own mapper: what is stored must not change with the API's settings.
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private Recipes() {}

    /** @throws ProblemException 422 naming each setting that is unknown or out of range */
    static Recipe of(RecipeChoice choice) {
        Recipe preset = RecipePresets.named(choice.presetName())
                .orElseThrow(() -> ProblemException.invalid(
                        "recipe.preset",
                        "is unknown: " + choice.presetName(),
                        String.join(", ", RecipePresets.names())));
        JsonNode changes = choice.changes();
        if (!changes.isObject()) {
            throw ProblemException.invalid("recipe.overrides", "must be an object");
        }
        ObjectNode merged = JSON.valueToTree(preset);
        merge(merged, changes, "");
        Recipe recipe = read(merged);
        List<RecipeViolation> violations = recipe.violations();
        if (!violations.isEmpty()) {
            throw refusal(violations);
        }
        return recipe;
    }

    static String write(JsonNode overrides) {
        try {
            return JSON.writeValueAsString(overrides);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    static RecipeChoice stored(String preset, String overrides) {
        try {
            return new RecipeChoice(preset, JSON.readTree(overrides));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stored recipe is no JSON: " + overrides, e);
        }
    }

    private static void merge(ObjectNode into, JsonNode changes, String path) {
        for (Map.Entry<String, JsonNode> field : changes.properties()) {
            JsonNode present = into.get(field.getKey());
            String name = path + field.getKey();
            if (present == null || name.equals("preset")) {
                throw ProblemException.invalid(OVERRIDES + name, "is no setting of a recipe");
            }
            if (present.isObject()) {
                if (!field.getValue().isObject()) {
                    throw ProblemException.invalid(OVERRIDES + name, "must be an object");
                }
                merge((ObjectNode) present, field.getValue(), name + ".");
            } else {
                into.set(field.getKey(), sameKind(present, field.getValue(), name));
            }
        }
    }

    /** Jackson would turn "4" into 4, and true into 1. */
    private static JsonNode sameKind(JsonNode present, JsonNode change, String name) {
        boolean fits = present.isIntegralNumber()
                ? change.isIntegralNumber()
                : present.isNumber() ? change.isNumber() : present.getNodeType() == change.getNodeType();
        if (!fits) {
            String kind = present.isIntegralNumber()
                    ? "whole number"
                    : present.getNodeType().name().toLowerCase(Locale.ROOT);
            throw ProblemException.invalid(OVERRIDES + name, "must be a " + kind);
        }
        return change;
    }

    private static Recipe read(ObjectNode tree) {
        try {
            return JSON.treeToValue(tree, Recipe.class);
        } catch (JsonMappingException e) {
            String path = e.getPath().stream()
                    .map(JsonMappingException.Reference::getFieldName)
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining("."));
            throw ProblemException.invalid(OVERRIDES + path, "has a value of the wrong form");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be parsed", e);
        }
    }

    private static ProblemException refusal(List<RecipeViolation> violations) {
        String detail = violations.stream()
                .map(violation -> OVERRIDES + snakeCase(violation.field()) + ": " + violation.reason())
                .collect(Collectors.joining("; "));
        ProblemException refusal = new ProblemException(ProblemKind.INVALID, detail);
        for (RecipeViolation violation : violations) {
            refusal = refusal.withError(
                    new FieldError(OVERRIDES + snakeCase(violation.field()), violation.reason(), violation.allowed()));
        }
        return refusal;
    }

    private static String snakeCase(String path) {
        return path.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
