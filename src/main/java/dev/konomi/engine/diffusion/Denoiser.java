package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.SchedulerConfig;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.tensor.Tensor;

/**
 * The networks as the denoise loop sees them. The device thread alone calls {@link #encode}, {@link #predict} and {@link
 * #decode}; the others may be called from any thread.
 */
public interface Denoiser {
    /**
     * Refuses what the networks cannot paint, so that it never spoils a batch.
     *
     * @throws IllegalArgumentException when the size or the adapter does not fit the networks
     */
    void check(SampleRequest request);

    /** Shape of one sample's latents: [channels, height/8, width/8]. */
    int[] latentShape(int heightPx, int widthPx);

    /** The noise that the networks were trained with. */
    SchedulerConfig scheduler();

    /** In what the networks compute; a training on the same base model does likewise. */
    default Precision precision() {
        return Precision.F32;
    }

    /** The steps of DDIM, the sampler that training knows. */
    default DdimSchedule schedule(int steps) {
        return DdimSchedule.of(scheduler(), steps);
    }

    /**
     * What the text encoder makes of a prompt.
     *
     * @return last hidden state, [tokens, width], F32
     */
    Tensor encode(String prompt);

    /**
     * One evaluation of the UNet.
     *
     * @return the prediction for every row, [rows, channels, height/8, width/8], F32
     */
    Tensor predict(DenoiseBatch batch);

    /**
     * Latents to pictures.
     *
     * @param latents [n, channels, height/8, width/8], F32
     * @return [n, 3, height, width], F32, about -1…1
     */
    Tensor decode(Tensor latents);
}
