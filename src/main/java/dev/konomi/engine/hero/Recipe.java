package dev.konomi.engine.hero;

import java.util.List;

/**
 * Every number of a round of HERO (arXiv 2410.05116).
 *
 * @param preset name of the preset that the recipe started from, for people to read
 * @param roundSize images of a round that evaluators are shown
 * @param unlabelledImages images beside them that nobody is shown: the reward source says what they are worth
 * @param seed origin of all randomness of an adapter's rounds, together with the round's number
 * @param sampling how the images are painted
 * @param noiseBank where their initial noise comes from
 * @param encoder the reward encoder
 * @param reward from similarity to advantage
 * @param replay which earlier images are learned from again
 * @param update how the LoRA weights learn
 * @param policy the settings of DDPO and of the optimizer
 * @param forward the settings of the forward-process update
 * @param preference the settings of D3PO
 * @param lora the weights that learn
 * @param guard which versions are held
 * @param repeats how evaluators are held against themselves
 */
public record Recipe(
        String preset,
        int roundSize,
        int unlabelledImages,
        long seed,
        SamplingSettings sampling,
        NoiseBankSettings noiseBank,
        EncoderSettings encoder,
        RewardSettings reward,
        ReplaySettings replay,
        PolicyUpdate update,
        PolicySettings policy,
        ForwardSettings forward,
        PreferenceSettings preference,
        LoraSettings lora,
        GuardSettings guard,
        RepeatSettings repeats) {
    /** Every setting that cannot be used, in the order of the records; empty when the recipe is sound. */
    public List<RecipeViolation> violations() {
        var check = new RecipeCheck();
        check.whole("roundSize", roundSize, 2, 1024);
        check.whole("unlabelledImages", unlabelledImages, 0, 1024);
        checkUnlabelled(check);
        sampling.check(check);
        noiseBank.check(check);
        encoder.check(check);
        reward.check(check);
        replay.check(check);
        policy.check(check);
        forward.check(check);
        preference.check(check);
        lora.check(check);
        guard.check(check);
        repeats.check(check);
        return check.violations();
    }

    private void checkUnlabelled(RecipeCheck check) {
        if (unlabelledImages > 0 && update != PolicyUpdate.FORWARD) {
            check.add(
                    "unlabelledImages",
                    "is " + unlabelledImages + ": the update " + update + " learns from images that were shown alone",
                    "0, or the update " + PolicyUpdate.FORWARD);
        }
        if (unlabelledImages > 0 && reward.source() == RewardSource.LABELS) {
            check.add(
                    "unlabelledImages",
                    "is " + unlabelledImages + ": labels alone say nothing of images that nobody was shown",
                    "0, or the source " + RewardSource.SMOOTHED_LABELS);
        }
    }

    /**
     * This recipe, if it can be used.
     *
     * @throws IllegalArgumentException naming every setting that cannot be used
     */
    public Recipe requireValid() {
        var violations = violations();
        if (!violations.isEmpty()) {
            throw new IllegalArgumentException("recipe '" + preset + "' cannot be used: " + violations);
        }
        return this;
    }

    /** The same recipe for another adapter's randomness. */
    public Recipe withSeed(long newSeed) {
        return new Recipe(
                preset,
                roundSize,
                unlabelledImages,
                newSeed,
                sampling,
                noiseBank,
                encoder,
                reward,
                replay,
                update,
                policy,
                forward,
                preference,
                lora,
                guard,
                repeats);
    }
}
