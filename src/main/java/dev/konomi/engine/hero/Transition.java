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
record Transition(RecordedStep step, Tensor text, float advantage) {}
