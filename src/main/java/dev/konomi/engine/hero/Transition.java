package dev.konomi.engine.hero;

import dev.konomi.engine.diffusion.RecordedStep;
import dev.konomi.engine.tensor.Tensor;

/**
 * One recorded step as the policy learns from it.
 *
 * @param step what was recorded
 * @param text the prompt's encoder states, [tokens, width]
 * @param advantage its sample's
 */
record Transition(RecordedStep step, Tensor text, float advantage) {
    /** The same as if the old weights had given it a probability so many times as high. */
    Transition withRatio(float ratio) {
        float logProbability = (float) (step.logProbability() + StrictMath.log(ratio));
        return new Transition(
                new RecordedStep(step.stepIndex(), step.timestep(), step.latents(), step.nextLatents(), logProbability),
                text,
                advantage);
    }
}
