package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;

/**
 * What the reward encoder learns from.
 *
 * @param latents final latents, [4, height/8, width/8], F32
 * @param verdict the evaluator's
 */
public record LabelledImage(Tensor latents, Verdict verdict) {}
