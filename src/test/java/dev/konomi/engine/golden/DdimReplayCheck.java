package dev.konomi.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.diffusion.DdimCoefficients;
import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.diffusion.DdimStep;
import dev.konomi.engine.tensor.Tensor;

/**
 * Replays every recorded step without the network: latents and noise fix the model output that must have stood between
 * them, and from it the step must lead to the recorded latents with the recorded log-probability.
 */
final class DdimReplayCheck implements GoldenCheck {
    @Override
    public String title() {
        return "each DDIM step leads to the recorded latents and log-probability";
    }

    @Override
    public void check(GoldenFolder folder) {
        DdimSchedule schedule = DdimSchedule.of(folder.model().scheduler(), folder.steps());
        Tensor latents = folder.tensor("ddim.latents"); // [samples, steps + 1, channels, height, width]
        Tensor noises = folder.tensor("ddim.noises"); // [samples, steps, channels, height, width]
        float[] logProbabilities = folder.tensor("ddim.log_probs").f32();
        int[] latent = {latents.dim(2), latents.dim(3), latents.dim(4)};
        for (int sample = 0; sample < latents.dim(0); sample++) {
            for (int step = 0; step < folder.steps(); step++) {
                Tensor x = pick(latents, sample, step, latent);
                Tensor next = pick(latents, sample, step + 1, latent);
                Tensor noise = pick(noises, sample, step, latent);
                DdimCoefficients at = schedule.coefficients(step, folder.eta());

                DdimStep replayed = schedule.step(impliedOutput(at, x, next, noise), step, x, folder.eta(), noise);

                String where = "sample " + sample + ", step " + step;
                GoldenAssertions.assertClose(where, replayed.latents(), next);
                float golden = logProbabilities[sample * folder.steps() + step];
                assertThat(replayed.logProbability()).as(where).isCloseTo(golden, within((float)
                        (GoldenAssertions.TENSOR_TOLERANCE * Math.abs(golden))));
                // the density of what was drawn, looked at from the mean: the form that the policy loss uses
                assertThat(schedule.logProbability(impliedOutput(at, x, next, noise), step, x, folder.eta(), next))
                        .as(where)
                        .isCloseTo(golden, within(1e-3f));
            }
        }
    }

    private static Tensor impliedOutput(DdimCoefficients at, Tensor x, Tensor next, Tensor noise) {
        float[] output = new float[x.elementCount()];
        for (int i = 0; i < output.length; i++) {
            output[i] = (float)
                    ((next.f32()[i] - at.sigma() * noise.f32()[i] - at.ofLatents() * x.f32()[i]) / at.ofOutput());
        }
        return Tensor.f32(x.shape(), output);
    }

    private static Tensor pick(Tensor all, int sample, int step, int[] shape) {
        int row = sample * all.dim(1) + step;
        return all.reshape(all.dim(0) * all.dim(1), shape[0], shape[1], shape[2])
                .rows(row, row + 1)
                .reshape(shape);
    }
}
