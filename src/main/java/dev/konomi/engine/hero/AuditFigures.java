package dev.konomi.engine.hero;

import org.jspecify.annotations.Nullable;

/**
 * How a version's audit images compare with those of another painter of the same prompts and seeds, mostly the base
 * model. All from fresh noise that no round ever draws.
 *
 * @param diversity mean distance between final latents of one training prompt, the other painter's being 1
 * @param drift mean distance between final latents of the same seed, the mean distance between two of the other
 *     painter's images of one prompt being 1; of the tenant's audit prompts where there are any, else of the training
 *     prompts
 * @param trainedDrift the same, of the training prompts
 * @param recognition share of the images of training prompts in which the base model recognises the prompt, the other
 *     painter's share being 1
 * @param policyRecognition the same, of the tenant's audit prompts; null where there are none
 */
public record AuditFigures(
        double diversity,
        double drift,
        double trainedDrift,
        double recognition,
        @Nullable Double policyRecognition) {}
