package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Moves a batch of samples by one step, in one UNet call: conditional and unconditional halves together. */
final class Stepper {
    private final Denoiser denoiser;

    Stepper(Denoiser denoiser) {
        this.denoiser = denoiser;
    }

    /** Draws a sample's noise and encodes its texts. */
    void start(Sample sample) {
        SampleRequest request = sample.request();
        int[] shape = denoiser.latentShape(request.heightPx(), request.widthPx());
        Tensor noise = request.initialNoise()
                .orElseGet(() -> NoiseStream.initial(request.seed()).tensor(shape));
        Tensor text = denoiser.encode(request.prompt());
        Tensor negative = request.guided() ? denoiser.encode(request.negativePrompt()) : text;
        sample.start(noise, text, negative);
    }

    /** Runs the UNet once and takes every sample's step. */
    void step(List<Sample> samples) {
        Tensor prediction = denoiser.predict(batchOf(samples));
        int row = 0;
        for (Sample sample : samples) {
            int[] shape = sample.latents().shape();
            Tensor conditional = prediction.rows(row, row + 1).reshape(shape);
            if (sample.request().guided()) {
                Tensor unconditional = prediction.rows(row + 1, row + 2).reshape(shape);
                sample.advance(
                        guide(conditional, unconditional, sample.request().guidanceScale()));
            } else {
                sample.advance(conditional);
            }
            row += sample.rows();
        }
    }

    private static DenoiseBatch batchOf(List<Sample> samples) {
        List<Tensor> latents = new ArrayList<>();
        List<Tensor> text = new ArrayList<>();
        int rows = samples.stream().mapToInt(Sample::rows).sum();
        float[] timesteps = new float[rows];
        long[] slots = new long[rows];
        Map<AdapterRef, Integer> slotOf = new LinkedHashMap<>();
        int row = 0;
        for (Sample sample : samples) {
            AdapterRef adapter = sample.request().adapter();
            int slot = adapter.isBase() ? 0 : slotOf.computeIfAbsent(adapter, key -> slotOf.size() + 1);
            for (int half = 0; half < sample.rows(); half++, row++) {
                latents.add(sample.latents());
                text.add(half == 0 ? sample.text() : sample.negativeText());
                timesteps[row] = sample.timestep();
                slots[row] = slot;
            }
        }
        return new DenoiseBatch(
                Tensor.stack(latents),
                Tensor.f32(new int[] {rows}, timesteps),
                Tensor.stack(text),
                Tensor.i64(new int[] {rows}, slots),
                List.copyOf(slotOf.keySet()));
    }

    // Classifier-free guidance, arXiv 2207.12598 eq. (6), in the form that diffusers computes.
    private static Tensor guide(Tensor conditional, Tensor unconditional, float scale) {
        float[] with = conditional.f32();
        float[] without = unconditional.f32();
        float[] guided = new float[with.length];
        for (int i = 0; i < guided.length; i++) {
            guided[i] = without[i] + scale * (with[i] - without[i]);
        }
        return Tensor.f32(conditional.shape(), guided);
    }
}
