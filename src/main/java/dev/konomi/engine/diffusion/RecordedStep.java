package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;

/**
 * One transition of a trajectory, as training needs it.
 *
 * @param stepIndex 0 is the first, noisiest step
 * @param timestep the diffusion time of the step, 0…999
 * @param latents x_t, [channels, height/8, width/8], F32
 * @param nextLatents x_{t-1}, the same shape
 * @param logProbability of x_{t-1} given x_t, the mean over the latent
 */
public record RecordedStep(int stepIndex, int timestep, Tensor latents, Tensor nextLatents, float logProbability) {}
