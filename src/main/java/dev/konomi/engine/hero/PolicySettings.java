package dev.konomi.engine.hero;

/**
 * How the LoRA weights learn from the advantages.
 *
 * @param innerEpochs passes over the round's samples
 * @param samplesPerBatch samples in one gradient computation, each with one of its recorded timesteps at a time
 * @param batchesPerStep batches whose gradients are accumulated for one step of the optimizer
 * @param clipRange by how much the probability ratio may leave 1 before its gain stops counting
 * @param maxGradNorm largest global norm of a step's gradient
 * @param learningRate AdamW's, in the first round
 * @param learningRateDecay factor on the learning rate for each round after the first; 1 keeps it
 * @param beta1 AdamW's decay of the gradient's mean
 * @param beta2 AdamW's decay of the gradient's square
 * @param weightDecay AdamW's
 * @param epsilon AdamW's
 */
public record PolicySettings(
        int innerEpochs,
        int samplesPerBatch,
        int batchesPerStep,
        double clipRange,
        double maxGradNorm,
        double learningRate,
        double learningRateDecay,
        double beta1,
        double beta2,
        double weightDecay,
        double epsilon) {
    void check(RecipeCheck check) {
        check.whole("policy.innerEpochs", innerEpochs, 0, 100);
        check.whole("policy.samplesPerBatch", samplesPerBatch, 1, 64);
        check.whole("policy.batchesPerStep", batchesPerStep, 1, 256);
        check.above("policy.clipRange", clipRange, 0, 1, "every ratio would be clipped");
        check.above("policy.maxGradNorm", maxGradNorm, 0, 1e6, "nothing would be learned");
        check.above("policy.learningRate", learningRate, 0, 1, "nothing would be learned");
        check.above("policy.learningRateDecay", learningRateDecay, 0, 1, "nothing would be learned");
        check.real("policy.beta1", beta1, 0, 0.9999);
        check.real("policy.beta2", beta2, 0, 0.999999);
        check.real("policy.weightDecay", weightDecay, 0, 1);
        check.above("policy.epsilon", epsilon, 0, 1e-2, "a step could divide by zero");
    }

    /** @param round counted from 1 */
    double learningRateOf(int round) {
        return learningRate * Math.pow(learningRateDecay, Math.max(0, round - 1));
    }
}
