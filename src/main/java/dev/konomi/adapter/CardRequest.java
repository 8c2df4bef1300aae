package dev.konomi.adapter;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What an adapter is to be from now on; replaces everything that people wrote about it. */
@Schema(name = "AdapterCard", type = SchemaType.OBJECT, example = """
    {"title": "Mugs in our teal",
     "prompts": ["a photo of a mug", "a photo of two mugs"],
     "guidelines": "Good: the mug is teal and stands on cream.",
     "recipe": {"preset": "hero", "overrides": {"round_size": 32}},
     "target": 0.9}""")
record CardRequest(
        @NotBlank @Size(max = CardRequest.LONGEST_TITLE) String title,

        @NotEmpty @Size(max = CardRequest.MOST_PROMPTS) List<@NotBlank @Size(max = CardRequest.LONGEST_PROMPT) String> prompts,

        @Size(max = CardRequest.LONGEST_GUIDELINES) @Nullable String guidelines,

        @Nullable RecipeChoice recipe,

        @DecimalMin(value = "0", inclusive = false) @DecimalMax("1") @Nullable Double target) {

    static final int LONGEST_TITLE = 200;
    static final int MOST_PROMPTS = 64;
    static final int LONGEST_PROMPT = 1000;
    static final int LONGEST_GUIDELINES = 10_000;

    AdapterCard card() {
        return new AdapterCard(
                title.strip(),
                prompts.stream().map(String::strip).toList(),
                guidelines == null ? "" : guidelines,
                recipe == null ? RecipeChoice.DEFAULT : recipe,
                target);
    }
}
