package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;
import java.util.Optional;

/**
 * One picture to paint.
 *
 * @param prompt what it should show
 * @param negativePrompt what guidance steers away from; unused when guidance is off
 * @param steps number of the sampler's steps, 1…1000
 * @param guidanceScale guidance runs when this is above 1
 * @param sampler how it gets from noise to picture; DDIM with an eta above 0 when steps are recorded
 * @param seed the same seed paints the same picture, whatever else is in the batch
 * @param heightPx height of the picture in pixels
 * @param widthPx width of the picture in pixels
 * @param adapter the adapter to paint with
 * @param initialNoise x_T, [channels, heightPx/8, widthPx/8], F32; drawn from the seed when absent
 * @param recordedSteps step indices (0 is the first, noisiest one) whose transition the result keeps
 * @param priority whether somebody waits for it
 * @param shareKey requests of one key share one portion of the device
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out; requests are not compared
public record SampleRequest(
        String prompt,
        String negativePrompt,
        int steps,
        float guidanceScale,
        Sampler sampler,
        long seed,
        int heightPx,
        int widthPx,
        AdapterRef adapter,
        Optional<Tensor> initialNoise,
        int[] recordedSteps,
        Priority priority,
        String shareKey) {

    public static final int MAX_STEPS = 1000;

    public SampleRequest {
        require(steps >= 1 && steps <= MAX_STEPS, "steps must be 1 to " + MAX_STEPS + ", found " + steps);
        require(
                Float.isFinite(guidanceScale) && guidanceScale >= 0,
                "guidanceScale must be a finite number from 0 on, found " + guidanceScale);
        require(heightPx > 0 && widthPx > 0, "the picture's size must be positive, found " + widthPx + "x" + heightPx);
        recordedSteps = recordedSteps.clone();
        require(
                recordedSteps.length == 0 || sampler.hasDensity(),
                "steps can be recorded with ddim and an eta above 0 only, found " + sampler.label());
        for (int step : recordedSteps) {
            require(step >= 0 && step < steps, "a recorded step must be 0 to " + (steps - 1) + ", found " + step);
        }
    }

    /** Whether an unconditional half runs beside the conditional one. */
    public boolean guided() {
        return guidanceScale > 1;
    }

    /** Rows of the UNet batch that this sample takes: two with guidance, else one. */
    int rows() {
        return guided() ? 2 : 1;
    }

    @Override
    public int[] recordedSteps() {
        return recordedSteps.clone();
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
