package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;

/**
 * An image as the forward-process update learns from it.
 *
 * @param latents final latents, [channels, height, width]
 * @param text its prompt's encoder states, [tokens, width]
 * @param strength −1 (away from it) to 1 (towards it)
 */
record Pull(Tensor latents, Tensor text, float strength) {}
