package dev.konomi.adapter;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A new adapter. */
@Schema(name = "NewAdapter", type = SchemaType.OBJECT, example = """
    {"name": "teal-mugs",
     "title": "Mugs in our teal",
     "prompts": ["a photo of a mug", "a photo of two mugs"],
     "guidelines": "Good: the mug is teal and stands on cream.",
     "recipe": {"preset": "hero", "overrides": {"round_size": 32}},
     "target": 0.9}""")
record CreateRequest(
        @NotNull @Pattern(
                regexp = CreateRequest.SLUG,
                message = "must be 1 to 63 lower-case letters, digits and hyphens, with no hyphen at an end")
        String name,

        @NotBlank @Size(max = CardRequest.LONGEST_TITLE) String title,

        @NotEmpty @Size(max = CardRequest.MOST_PROMPTS) List<@NotBlank @Size(max = CardRequest.LONGEST_PROMPT) String> prompts,

        @Size(max = CardRequest.LONGEST_GUIDELINES) @Nullable String guidelines,

        @Nullable RecipeChoice recipe,

        @DecimalMin(value = "0", inclusive = false) @DecimalMax("1") @Nullable Double target) {

    static final String SLUG = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    AdapterCard card() {
        return new CardRequest(title, prompts, guidelines, recipe, target).card();
    }
}
