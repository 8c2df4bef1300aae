package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;
import java.time.Duration;
import java.util.List;

/**
 * A painted picture and how it came about.
 *
 * @param seed the request's seed
 * @param initialNoise x_T, [channels, height/8, width/8], F32
 * @param latents the final latents x_0, the same shape
 * @param pixels [3, height, width], F32, -1…1
 * @param recorded the transitions that the request asked to keep, by step index
 * @param adapterDigest digest of the adapter that was in the sample's slot at every step
 * @param deviceTime this sample's share of the time that the device worked on its batches
 */
public record SampleResult(
        long seed,
        Tensor initialNoise,
        Tensor latents,
        Tensor pixels,
        List<RecordedStep> recorded,
        String adapterDigest,
        Duration deviceTime) {

    public SampleResult {
        recorded = List.copyOf(recorded);
    }

    public SampleResult(
            long seed,
            Tensor initialNoise,
            Tensor latents,
            Tensor pixels,
            List<RecordedStep> recorded,
            String adapterDigest) {
        this(seed, initialNoise, latents, pixels, recorded, adapterDigest, Duration.ZERO);
    }
}
