package dev.konomi.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.konomi.engine.hero.Recipe;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An adapter as the API shows it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Adapter")
record AdapterView(
        @Schema(examples = "adp_9f3c2b1a0d8e4f7ab6c5d4e3f2a1b0c9")
        String id,

        @Schema(examples = "teal-mugs") String name,
        @Schema(examples = "Mugs in our teal") String title,

        @Schema(examples = "[\"a photo of a mug\"]") List<String> prompts,

        @Schema(description = "What evaluators are told", examples = "Good: the mug is teal and stands on cream.")
        String guidelines,

        RecipeChoice recipe,

        @Schema(description = "The preset with the overrides applied")
        Recipe effectiveRecipe,

        @Schema(description = "Share of good images that the tenant is after", examples = "0.9") @Nullable Double target,

        String baseModelDigest,

        @Schema(description = "Number of the version that serves requests; 0 is the base model", examples = "3")
        int live,

        @Nullable CanaryView canary,

        @Schema(description = "Highest version number", examples = "4")
        int newest,

        @Schema(description = "A promotion that waits for a second admin") @Nullable PendingView pending,

        CountsView counts,
        boolean retired,

        @Schema(examples = "admin@acme") String createdBy,

        Instant createdAt,
        Instant updatedAt) {

    static AdapterView of(Adapter adapter, int newest, long rounds) {
        return new AdapterView(
                adapter.id(),
                adapter.name(),
                adapter.title(),
                adapter.prompts(),
                adapter.guidelines(),
                new RecipeChoice(
                        adapter.recipeChoice().presetName(),
                        adapter.recipeChoice().changes()),
                adapter.recipe(),
                adapter.target().orElse(null),
                adapter.baseDigest(),
                adapter.live(),
                adapter.canary()
                        .map(canary -> new CanaryView(canary.version(), canary.percent()))
                        .orElse(null),
                newest,
                adapter.pending()
                        .map(pending -> new PendingView(
                                pending.version(), pending.requestedBy(), pending.reason(), pending.requestedAt()))
                        .orElse(null),
                new CountsView(newest, rounds),
                adapter.retired(),
                adapter.createdBy(),
                adapter.createdAt(),
                adapter.updatedAt());
    }

    @Schema(name = "Canary")
    record CanaryView(
            @Schema(examples = "4") int version,
            @Schema(examples = "10") int percent) {}

    @Schema(name = "PendingPromotion")
    record PendingView(
            @Schema(examples = "4") int version,
            @Schema(examples = "admin@acme") String requestedBy,
            @Nullable String reason,
            Instant requestedAt) {}

    @Schema(name = "AdapterCounts")
    record CountsView(
            @Schema(description = "Versions beside the base model", examples = "4")
            long versions,

            @Schema(examples = "4") long rounds) {}
}
