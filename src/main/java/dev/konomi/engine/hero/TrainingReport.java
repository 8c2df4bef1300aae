package dev.konomi.engine.hero;

import java.util.Map;

/**
 * What a training did, for people and for the version's report.
 *
 * @param round number of the round
 * @param labels how many images got each verdict
 * @param encoder how the reward encoder learned
 * @param rewards what it says about the round's images
 * @param policy how the LoRA weights learned
 * @param diversity mean Euclidean distance between the round's final latents
 * @param secondsPerStage wall-clock time
 */
public record TrainingReport(
        int round,
        Map<Verdict, Integer> labels,
        EncoderReport encoder,
        RewardReport rewards,
        PolicyReport policy,
        double diversity,
        Map<Stage, Double> secondsPerStage) {
    /**
     * How the reward encoder learned.
     *
     * @param labelledImages how many it learned from
     * @param epochs 0 where there were no triplets: without a good image besides the best, or without a bad one
     * @param firstLoss triplet loss before the first step
     * @param lastLoss triplet loss before the last step
     * @param tripletAccuracyBefore share of the good-bad pairs with the good one nearer to the best (or called good more
     *     surely, by a classifier), before learning
     * @param tripletAccuracyAfter the same, after learning
     */
    public record EncoderReport(
            int labelledImages,
            int epochs,
            double firstLoss,
            double lastLoss,
            double tripletAccuracyBefore,
            double tripletAccuracyAfter) {
        static final EncoderReport NONE = new EncoderReport(0, 0, 0, 0, 0, 0);
    }

    /** Rewards of the round's good (and best) and bad images, by the encoder before and after it learned. */
    public record RewardReport(
            RewardStatistics goodBefore,
            RewardStatistics badBefore,
            RewardStatistics goodAfter,
            RewardStatistics badAfter) {}

    /**
     * How the LoRA weights learned.
     *
     * @param optimizerSteps steps of AdamW
     * @param learningRate of this round
     * @param firstLoss mean clipped surrogate of the first step
     * @param lastLoss of the last step
     * @param ratioMean probability ratio, new over old weights, over all gradient computations
     * @param ratioMin smallest
     * @param ratioMax largest
     * @param clipFraction share of the ratios outside the clip range
     * @param gradNormMean global gradient norm before clipping, over the steps
     * @param gradNormMax largest
     * @param weightNorm Euclidean norm of all LoRA B matrices: how far from the base model
     */
    public record PolicyReport(
            int optimizerSteps,
            double learningRate,
            double firstLoss,
            double lastLoss,
            double ratioMean,
            double ratioMin,
            double ratioMax,
            double clipFraction,
            double gradNormMean,
            double gradNormMax,
            double weightNorm) {}
}
