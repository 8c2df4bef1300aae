package dev.konomi.image;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of an image request as OpenAI clients send it, with the extra settings of a diffusion model beside. Fields
 * that those clients may send and that mean nothing here are named and passed over; any other unknown field is refused.
 */
@JsonIgnoreProperties({"user", "quality", "style", "background", "moderation", "output_compression", "partial_images"})
@Schema(
        description = "What to paint",
        examples = "{\"model\":\"teal-mugs\",\"prompt\":\"a mug\",\"n\":2,\"size\":\"128x128\",\"seed\":7}")
public record ImageRequest(
        @Schema(description = "base, an adapter's name, or adapter@version", defaultValue = "base") @Nullable String model,

        @Schema(required = true, examples = "a mug") @Nullable String prompt,

        @Schema(description = "How many images", minimum = "1", maximum = "10", defaultValue = "1") @Nullable BigDecimal n,

        @Schema(description = "WIDTHxHEIGHT in pixels, multiples of 8, or auto", examples = "128x128") @Nullable String size,

        @Schema(
                enumeration = {"b64_json", "url"},
                defaultValue = "b64_json")
        @Nullable String responseFormat,

        @Schema(enumeration = "png", defaultValue = "png") @Nullable String outputFormat,

        @Schema(description = "Of the first image; the next ones count up from it. Random when absent") @Nullable BigDecimal seed,

        @Schema(description = "Denoising steps") @Nullable BigDecimal steps,

        @Schema(description = "How strongly the prompt pulls; 1 switches guidance off") @Nullable BigDecimal guidanceScale,

        @Schema(
                enumeration = {"ddim", "dpmpp_2m"},
                defaultValue = "ddim",
                examples = "dpmpp_2m",
                description = "How noise becomes a picture: ddim, as adapters are trained with it, or dpmpp_2m"
                        + " (DPM-Solver++), for which 10 to 12 steps do what 20 of ddim do")
        @Nullable String sampler,

        @Schema(description = "What to keep away from") @Nullable String negativePrompt,

        @Schema(description = "Streaming is not offered: only false") @Nullable Boolean stream) {}
