package dev.konomi.engine.hero;

import dev.konomi.engine.diffusion.RecordedStep;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;

/**
 * One image of a round with what the evaluator said about it.
 *
 * @param prompt what it should show
 * @param initialNoise x_T, [4, height/8, width/8], F32
 * @param latents final latents, [4, height/8, width/8], F32
 * @param recorded the steps of its trajectory that were kept
 * @param verdict the evaluators'
 * @param confidence in the verdict: 1 is certain, 0 teaches as little as a skipped image
 */
public record HeroSample(
        String prompt,
        Tensor initialNoise,
        Tensor latents,
        List<RecordedStep> recorded,
        Verdict verdict,
        double confidence) {
    public HeroSample {
        recorded = List.copyOf(recorded);
    }

    /** With a certain verdict. */
    public HeroSample(
            String prompt, Tensor initialNoise, Tensor latents, List<RecordedStep> recorded, Verdict verdict) {
        this(prompt, initialNoise, latents, recorded, verdict, 1);
    }

    /** What later rounds keep of it. */
    public LabelledImage labelled() {
        return new LabelledImage(prompt, latents, verdict, confidence);
    }
}
