package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that one training depends on: the same input gives the same result.
 *
 * @param recipe a valid recipe
 * @param round number of the round of this adapter, from 1
 * @param lora what the samples were painted with; empty for the base model
 * @param encoder the newest version's reward encoder; empty to start one
 * @param optimizer the newest version's optimizer state; empty to start anew
 * @param noiseBank the newest version's noise bank
 * @param samples this round's images with their verdicts
 * @param unlabelled this round's images that nobody was shown
 * @param earlier images of earlier rounds, oldest first, for replay
 */
public record HeroInput(
        Recipe recipe,
        int round,
        Optional<LoraWeights> lora,
        Map<String, Tensor> encoder,
        Map<String, Tensor> optimizer,
        NoiseBank noiseBank,
        List<HeroSample> samples,
        List<LabelledImage> unlabelled,
        List<LabelledImage> earlier) {
    public HeroInput {
        recipe.requireValid();
        encoder = Map.copyOf(encoder);
        optimizer = Map.copyOf(optimizer);
        samples = List.copyOf(samples);
        unlabelled = List.copyOf(unlabelled);
        earlier = List.copyOf(earlier);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("expected the samples of a round, found none");
        }
        long best = samples.stream().filter(s -> s.verdict() == Verdict.BEST).count();
        if (best > 1) {
            throw new IllegalArgumentException("expected at most one best image, found " + best);
        }
    }

    /** Of a round whose every image was shown. */
    public HeroInput(
            Recipe recipe,
            int round,
            Optional<LoraWeights> lora,
            Map<String, Tensor> encoder,
            Map<String, Tensor> optimizer,
            NoiseBank noiseBank,
            List<HeroSample> samples,
            List<LabelledImage> earlier) {
        this(recipe, round, lora, encoder, optimizer, noiseBank, samples, List.of(), earlier);
    }

    /** Images of this round, which {@link #judged} begins with. */
    int newest() {
        return samples.size() + unlabelled.size();
    }

    /**
     * This round's images, those that were shown first, then, where the recipe replays, the newest of the earlier ones, newest first. A round that
     * asks nobody learns from its own images alone.
     */
    List<LabelledImage> judged() {
        var judged = new ArrayList<LabelledImage>();
        samples.forEach(sample -> judged.add(sample.labelled()));
        judged.addAll(unlabelled);
        if (recipe.replay().on() && recipe.reward().asksIn(round)) {
            for (int i = earlier.size() - 1;
                    i >= 0 && judged.size() < recipe.replay().images();
                    i--) {
                judged.add(earlier.get(i));
            }
        }
        return List.copyOf(judged);
    }

    /** Origin of this round's randomness, as in {@link RoundPlan}. */
    long seed() {
        return Seeds.mix(recipe.seed(), round);
    }
}
