package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;

/**
 * What is learned from again in later rounds.
 *
 * @param prompt what it should show
 * @param latents final latents, [4, height/8, width/8], F32
 * @param verdict the evaluator's
 */
public record LabelledImage(String prompt, Tensor latents, Verdict verdict) {}
