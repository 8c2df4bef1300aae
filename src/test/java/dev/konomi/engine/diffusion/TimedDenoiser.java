package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.SchedulerConfig;
import dev.konomi.engine.tensor.Tensor;
import java.util.concurrent.atomic.AtomicLong;

/** A {@link TinyDenoiser} whose work takes time on a clock that the test reads: one unit for each pixel of each row. */
final class TimedDenoiser implements Denoiser {
    /** A picture costs the VAE about as much as three rows of the UNet, as on the bundled model. */
    private static final int DECODING_ROWS = 3;

    final AtomicLong clock;
    private final TinyDenoiser networks = new TinyDenoiser();

    TimedDenoiser(AtomicLong clock) {
        this.clock = clock;
    }

    @Override
    public void check(SampleRequest request) {
        networks.check(request);
    }

    @Override
    public int[] latentShape(int heightPx, int widthPx) {
        return networks.latentShape(heightPx, widthPx);
    }

    @Override
    public SchedulerConfig scheduler() {
        return networks.scheduler();
    }

    @Override
    public Tensor encode(String prompt) {
        return networks.encode(prompt);
    }

    @Override
    public Tensor predict(DenoiseBatch batch) {
        clock.addAndGet(pixels(batch.latents()));
        Tensor prediction = networks.predict(batch);
        networks.batches.clear();
        return prediction;
    }

    @Override
    public Tensor decode(Tensor latents) {
        clock.addAndGet(DECODING_ROWS * pixels(latents));
        return networks.decode(latents);
    }

    private static long pixels(Tensor latents) {
        return 64L * latents.dim(0) * latents.dim(2) * latents.dim(3);
    }
}
