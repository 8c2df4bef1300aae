package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.SchedulerConfig;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A denoiser of a few lines: a row's prediction is a tenth of its latents, plus its text, plus its slot. Prompts that
 * are numbers are their own text. It remembers every batch and fails when told to.
 */
final class TinyDenoiser implements Denoiser {
    private static final SchedulerConfig SCHEDULER = new SchedulerConfig(
            1000,
            0.00085,
            0.012,
            SchedulerConfig.BetaSchedule.SCALED_LINEAR,
            SchedulerConfig.PredictionType.EPSILON,
            1,
            false);

    final List<DenoiseBatch> batches = new ArrayList<>();
    final List<Integer> decodedBatches = new ArrayList<>();
    private boolean failNextPrediction;
    private boolean failNextDecoding;

    void failNextPrediction() {
        failNextPrediction = true;
    }

    void failNextDecoding() {
        failNextDecoding = true;
    }

    /** Rows of each UNet call so far. */
    List<Integer> rows() {
        return batches.stream().map(DenoiseBatch::rows).toList();
    }

    /** Texts of a UNet call, in the order of its rows. */
    List<Float> texts(int call) {
        List<Float> texts = new ArrayList<>();
        for (float text : batches.get(call).text().f32()) {
            texts.add(text);
        }
        return texts;
    }

    @Override
    public void check(SampleRequest request) {
        if (request.heightPx() % 8 != 0 || request.widthPx() % 8 != 0) {
            throw new IllegalArgumentException("the size must be a multiple of 8");
        }
    }

    @Override
    public int[] latentShape(int heightPx, int widthPx) {
        return new int[] {1, heightPx / 8, widthPx / 8};
    }

    @Override
    public SchedulerConfig scheduler() {
        return SCHEDULER;
    }

    @Override
    public Tensor encode(String prompt) {
        if (prompt.equals("unreadable")) {
            throw new IllegalStateException("cannot read this");
        }
        float value = prompt.matches("-?[0-9.]+") ? Float.parseFloat(prompt) : prompt.hashCode() % 100 / 100f;
        return Tensor.f32(new int[] {1, 1}, new float[] {value});
    }

    @Override
    public Tensor predict(DenoiseBatch batch) {
        batches.add(batch);
        if (failNextPrediction) {
            failNextPrediction = false;
            throw new IllegalStateException("the device is on fire");
        }
        float[] latents = batch.latents().f32();
        int rowLength = latents.length / batch.rows();
        float[] prediction = new float[latents.length];
        for (int i = 0; i < latents.length; i++) {
            int row = i / rowLength;
            prediction[i] =
                    latents[i] / 10 + batch.text().f32()[row] + batch.slots().i64()[row];
        }
        return Tensor.f32(batch.latents().shape(), prediction);
    }

    @Override
    public Tensor decode(Tensor latents) {
        decodedBatches.add(latents.dim(0));
        if (failNextDecoding) {
            failNextDecoding = false;
            throw new IllegalStateException("no light");
        }
        int height = latents.dim(2) * 8;
        int width = latents.dim(3) * 8;
        float[] pixels = new float[latents.dim(0) * 3 * height * width];
        int each = 3 * height * width;
        for (int n = 0; n < latents.dim(0); n++) {
            Arrays.fill(pixels, n * each, (n + 1) * each, latents.rows(n, n + 1).f32()[0]);
        }
        return Tensor.f32(new int[] {latents.dim(0), 3, height, width}, pixels);
    }
}
