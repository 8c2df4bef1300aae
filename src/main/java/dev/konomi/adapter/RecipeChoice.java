package dev.konomi.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.konomi.engine.hero.RecipePresets;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How an adapter's rounds are run: a preset, and the settings that differ from it.
 *
 * @param preset name of a preset
 * @param overrides an object in the recipe's form, holding only what differs
 */
@Schema(type = SchemaType.OBJECT, example = """
    {"preset": "hero", "overrides": {"round_size": 32, "sampling": {"steps": 20}}}""")
public record RecipeChoice(
        @Schema(defaultValue = RecipePresets.DEFAULT) @Nullable String preset,

        @Schema(type = SchemaType.OBJECT) @Nullable JsonNode overrides) {

    static final RecipeChoice DEFAULT = new RecipeChoice(null, null);

    String presetName() {
        return preset == null ? RecipePresets.DEFAULT : preset;
    }

    JsonNode changes() {
        return overrides == null || overrides.isNull() ? JsonNodeFactory.instance.objectNode() : overrides;
    }
}
