package dev.konomi.engine.hero;

/**
 * How an image's reward becomes its advantage.
 *
 * @param target what an image is compared with
 * @param labelShare weight of the evaluator's own verdict (good or best 1, bad 0) against what the source says; 0 as
 *     published
 * @param perPromptStatistics whether rewards are standardised among the images of one prompt instead of the round
 * @param advantageClip largest absolute advantage
 * @param source who says what an image is worth
 * @param labelledRounds rounds whose verdicts count, while the weights wait; later ones are rewarded by what the
 *     classifier learned in them. 0 learns from every round's verdicts, and only that suits the other sources
 * @param colours what the hand-made function wants to see
 */
public record RewardSettings(
        RewardTarget target,
        double labelShare,
        boolean perPromptStatistics,
        double advantageClip,
        RewardSource source,
        int labelledRounds,
        ColourSettings colours) {
    void check(RecipeCheck check) {
        check.real("reward.labelShare", labelShare, 0, 1);
        check.above("reward.advantageClip", advantageClip, 0, 100, "nothing would be learned");
        check.whole("reward.labelledRounds", labelledRounds, 0, 1000);
        colours.check(check);
        if (labelledRounds > 0 && source != RewardSource.CLASSIFIER) {
            check.add(
                    "reward.labelledRounds",
                    "is " + labelledRounds + ": the source " + source + " needs the verdicts of every round",
                    "0, or the source " + RewardSource.CLASSIFIER);
        }
    }

    /**
     * Whether a round's verdicts count.
     *
     * @param round counted from 1
     */
    public boolean asksIn(int round) {
        return source != RewardSource.FUNCTION && (labelledRounds == 0 || round <= labelledRounds);
    }

    /** @param round counted from 1 */
    boolean moves(int round) {
        return labelledRounds == 0 || round > labelledRounds;
    }
}
