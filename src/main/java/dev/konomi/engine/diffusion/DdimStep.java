package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;

/**
 * Where one step led.
 *
 * @param latents x_{t−1}, the shape of x_t, F32
 * @param logProbability mean over the latent of the log-density of x_{t−1}; 0 where the step is deterministic
 */
public record DdimStep(Tensor latents, float logProbability) {}
