package dev.konomi.round;

import dev.konomi.engine.hero.NoiseOrigin;
import dev.konomi.engine.hero.Verdict;
import dev.konomi.engine.tensor.Tensor;

/**
 * An image of a round with what its evaluators say together.
 *
 * @param latents final latents, [4, height/8, width/8], F32
 * @param label skip where nothing is said, or nothing that holds
 */
record Judged(Round round, RoundImage image, Tensor latents, Ballots.Label label) {
    boolean isGood() {
        return label.verdict() == Verdict.GOOD || label.verdict() == Verdict.BEST;
    }

    /** Whether it is called good or bad. */
    boolean counts() {
        return label.verdict() != Verdict.SKIP;
    }

    /** Whether it is such an image as the version serves. */
    boolean fromFreshNoise() {
        return image.noiseOrigin.equals(NoiseOrigin.FRESH.name());
    }

    String url() {
        return "/v1/adapters/" + round.adapterName + "/rounds/" + round.id + "/images/" + image.k + "/content";
    }
}
