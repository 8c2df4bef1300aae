package dev.konomi.adapter;

import dev.konomi.engine.hero.Recipe;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A tenant's named personalisation, as it stood when it was read.
 *
 * @param prompts what its rounds paint
 * @param guidelines what evaluators are told
 * @param target the share of good images that the tenant is after, above 0 and at most 1; empty for none
 * @param baseDigest digest of the base model that it belongs to
 * @param live number of the live version
 * @param canary what serves a share of the requests beside it; empty for none
 * @param pending a promotion that waits for a second person; empty for none
 * @param version grows with every change, and is its ETag
 */
public record Adapter(
        String id,
        String tenant,
        String name,
        String title,
        List<String> prompts,
        String guidelines,
        RecipeChoice recipeChoice,
        Optional<Double> target,
        String baseDigest,
        int live,
        Optional<Canary> canary,
        Optional<PendingPromotion> pending,
        boolean retired,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        long version) {

    static Adapter of(AdapterRow row) {
        return new Adapter(
                row.id,
                row.tenantId,
                row.name,
                row.title,
                List.copyOf(row.prompts),
                row.guidelines,
                Recipes.stored(row.recipePreset, row.recipeOverrides),
                Optional.ofNullable(row.target),
                row.baseDigest,
                row.liveNumber,
                Optional.ofNullable(row.canaryNumber).map(number -> new Canary(number, row.canaryPercent)),
                PendingPromotion.of(row),
                row.retiredAt != null,
                row.createdBy,
                row.createdAt,
                row.updatedAt,
                row.version);
    }

    public Recipe recipe() {
        return Recipes.of(recipeChoice);
    }

    /**
     * A version that serves a share of the requests.
     *
     * @param percent 1 to 100
     */
    public record Canary(int version, int percent) {}
}
