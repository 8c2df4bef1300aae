package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What a round paints.
 *
 * @param samples one for each image of the round that is shown, in order
 * @param unlabelled those that nobody is shown; their indices go on where the others end
 */
public record RoundPlan(List<PlannedSample> samples, List<PlannedSample> unlabelled) {
    private static final int SEED_SHIFT = 12;
    private static final int[] NOTHING_RECORDED = {};

    public RoundPlan {
        samples = List.copyOf(samples);
        unlabelled = List.copyOf(unlabelled);
    }

    /**
     * Plans a round: prompts take turns, the share of the samples that the recipe gives to the noise bank starts there,
     * the others (all of them while the bank is empty, and those that nobody is shown) from plain Gaussian noise. The same
     * arguments give the same plan.
     *
     * @param round number of the round of this adapter, from 1
     * @param prompts at least one
     */
    public static RoundPlan of(Recipe recipe, int round, NoiseBank bank, List<String> prompts) {
        if (prompts.isEmpty()) {
            throw new IllegalArgumentException("expected at least one prompt, found none");
        }
        long seed = Seeds.mix(recipe.seed(), round);
        var origins = origins(recipe, seed, bank);
        var draw = Seeds.random(seed, Seeds.Stream.BANK_DRAW);
        var samples = new ArrayList<PlannedSample>();
        for (int k = 0; k < recipe.roundSize(); k++) {
            var origin = origins.get(k);
            var noise = origin == NoiseOrigin.FRESH
                    ? Optional.<Tensor>empty()
                    : Optional.of(bank.perturbed(
                            origin,
                            recipe.noiseBank().perturbation(),
                            draw,
                            Seeds.of(seed, Seeds.Stream.BANK_PERTURBATION, k)));
            samples.add(new PlannedSample(
                    k, promptOf(k, prompts), seedOf(k, seed), origin, noise, RecordedSteps.draw(recipe, seed, k)));
        }
        return new RoundPlan(samples, unlabelled(recipe, seed, prompts));
    }

    /** Whose turn it is. */
    public static String promptOf(int index, List<String> prompts) {
        return prompts.get(index % prompts.size());
    }

    private static long seedOf(int index, long seed) {
        return Seeds.of(seed, Seeds.Stream.SAMPLE, index) >>> SEED_SHIFT;
    }

    private static List<PlannedSample> unlabelled(Recipe recipe, long seed, List<String> prompts) {
        var unlabelled = new ArrayList<PlannedSample>();
        for (int k = recipe.roundSize(); k < recipe.roundSize() + recipe.unlabelledImages(); k++) {
            unlabelled.add(new PlannedSample(
                    k, promptOf(k, prompts), seedOf(k, seed), NoiseOrigin.FRESH, Optional.empty(), NOTHING_RECORDED));
        }
        return unlabelled;
    }

    /** Exact shares in a random order, so that every prompt gets its part of each. */
    private static List<NoiseOrigin> origins(Recipe recipe, long seed, NoiseBank bank) {
        int size = recipe.roundSize();
        int fromBank = (int) Math.round(recipe.noiseBank().share() * size);
        int fromBest = (int) Math.round(recipe.noiseBank().bestRatio() * fromBank);
        var origins = new ArrayList<NoiseOrigin>();
        for (int k = 0; k < size; k++) {
            var wanted = k < fromBest ? NoiseOrigin.BEST : k < fromBank ? NoiseOrigin.GOOD : NoiseOrigin.FRESH;
            origins.add(wanted == NoiseOrigin.FRESH ? wanted : bank.available(wanted));
        }
        Collections.shuffle(origins, new Random(Seeds.of(seed, Seeds.Stream.ORIGINS)));
        return origins;
    }
}
