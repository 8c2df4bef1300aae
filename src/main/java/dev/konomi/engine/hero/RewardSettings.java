package dev.konomi.engine.hero;

/**
 * How an image's reward becomes its advantage.
 *
 * @param target what an image is compared with
 * @param labelShare weight of the evaluator's own verdict (good or best 1, bad 0) against the encoder's similarity;
 *     0 as published
 * @param perPromptStatistics whether rewards are standardised among the images of one prompt instead of the round
 * @param advantageClip largest absolute advantage
 */
public record RewardSettings(
        RewardTarget target, double labelShare, boolean perPromptStatistics, double advantageClip) {
    void check(RecipeCheck check) {
        check.real("reward.labelShare", labelShare, 0, 1);
        check.above("reward.advantageClip", advantageClip, 0, 100, "nothing would be learned");
    }
}
