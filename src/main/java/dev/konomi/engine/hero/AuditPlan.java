package dev.konomi.engine.hero;

import java.util.ArrayList;
import java.util.List;

/**
 * What each version of an adapter paints before it is published: the same prompts and seeds for every version, none of
 * which a round ever draws.
 *
 * @param images those of the training prompts first, then those of the tenant's audit prompts
 */
public record AuditPlan(List<AuditImage> images) {
    private static final int SEED_SHIFT = 12;

    public AuditPlan {
        images = List.copyOf(images);
    }

    /**
     * One audit image before it is painted.
     *
     * @param policy whether its prompt is one of the tenant's audit prompts
     * @param seed of its noise, 0…2^52-1
     */
    public record AuditImage(String prompt, boolean policy, long seed) {}

    /**
     * Plans an audit: prompts take turns. The same arguments give the same plan, in whatever round.
     *
     * @param prompts training prompts, at least one
     * @param policyPrompts the tenant's audit prompts; may be empty
     */
    public static AuditPlan of(Recipe recipe, List<String> prompts, List<String> policyPrompts) {
        if (prompts.isEmpty()) {
            throw new IllegalArgumentException("expected at least one prompt, found none");
        }
        var images = new ArrayList<AuditImage>();
        add(images, recipe, prompts, false, recipe.guard().images());
        if (!policyPrompts.isEmpty()) {
            add(images, recipe, policyPrompts, true, recipe.guard().policyImages());
        }
        return new AuditPlan(images);
    }

    private static void add(List<AuditImage> images, Recipe recipe, List<String> prompts, boolean policy, int count) {
        for (int i = 0; i < count; i++) {
            long seed = Seeds.of(recipe.seed(), Seeds.Stream.AUDIT, images.size()) >>> SEED_SHIFT;
            images.add(new AuditImage(prompts.get(i % prompts.size()), policy, seed));
        }
    }

    /** How many are of the training prompts. */
    public int trainedCount() {
        return (int) images.stream().filter(image -> !image.policy()).count();
    }

    public List<String> prompts() {
        return images.stream().map(AuditImage::prompt).toList();
    }
}
