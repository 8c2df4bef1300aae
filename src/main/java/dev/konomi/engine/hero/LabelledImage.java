package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;

/**
 * What is learned from again in later rounds.
 *
 * @param prompt what it should show
 * @param latents final latents, [4, height/8, width/8], F32
 * @param verdict the evaluators'
 * @param confidence in the verdict: 1 is certain, 0 teaches as little as a skipped image
 */
public record LabelledImage(String prompt, Tensor latents, Verdict verdict, double confidence) {
    public LabelledImage {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("expected a confidence from 0 to 1, found " + confidence);
        }
    }

    /** With a certain verdict. */
    public LabelledImage(String prompt, Tensor latents, Verdict verdict) {
        this(prompt, latents, verdict, 1);
    }
}
