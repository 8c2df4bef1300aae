package dev.konomi.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.diffusion.DdimStep;
import dev.konomi.engine.diffusion.DenoiseBatch;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Whole trajectories through the network, guided and with fresh noise at each step, and their log-probabilities. */
final class DdimTrajectoryCheck implements GoldenCheck {
    @Override
    public String title() {
        return "guided DDIM trajectories and their log-probabilities";
    }

    @Override
    public void check(GoldenFolder folder) {
        Tensor latents = folder.tensor("ddim.latents"); // [samples, steps + 1, channels, height, width]
        Tensor noises = folder.tensor("ddim.noises"); // [samples, steps, channels, height, width]
        Tensor text = Tensor.concat(List.of(folder.tensor("ddim.cond"), folder.tensor("ddim.uncond")));
        float[] logProbabilities = folder.tensor("ddim.log_probs").f32();
        int samples = latents.dim(0);
        DdimSchedule schedule = DdimSchedule.of(folder.model().scheduler(), folder.steps());
        List<AdapterRef> adapter = Networks.adapters(folder).subList(0, 1);
        long[] slots = new long[2 * samples];
        Arrays.fill(slots, 1);

        try (DiffusionModel model = Networks.open(folder)) {
            Tensor x = at(latents, 0);
            for (int step = 0; step < folder.steps(); step++) {
                Tensor timesteps = Tensor.zeros(2 * samples);
                Arrays.fill(timesteps.f32(), schedule.timestep(step));
                Tensor prediction = model.predict(new DenoiseBatch(
                        Tensor.concat(List.of(x, x)),
                        timesteps,
                        text,
                        Tensor.i64(new int[] {2 * samples}, slots),
                        adapter));
                DdimStep taken = schedule.step(
                        guided(prediction, folder.guidanceScale()), step, x, folder.eta(), at(noises, step));
                x = taken.latents();

                GoldenAssertions.assertClose("latents after step " + step, x, at(latents, step + 1));
                for (int sample = 0; sample < samples; sample++) {
                    float golden = logProbabilities[sample * folder.steps() + step];
                    float found = logProbability(schedule, step, sample, x, at(noises, step), folder);
                    assertThat(found).as("log-probability").isCloseTo(golden, within(1e-4f * Math.abs(golden)));
                }
            }
        }
    }

    /** Of one sample alone: a step that adds its noise to nothing has the same density. */
    private static float logProbability(
            DdimSchedule schedule, int step, int sample, Tensor x, Tensor noise, GoldenFolder folder) {
        Tensor zeros = Tensor.zeros(x.rows(sample, sample + 1).shape());
        return schedule.step(zeros, step, zeros, folder.eta(), noise.rows(sample, sample + 1))
                .logProbability();
    }

    private static Tensor guided(Tensor prediction, float scale) {
        int half = prediction.dim(0) / 2;
        Tensor guided = prediction.rows(half, 2 * half);
        float[] with = prediction.f32();
        float[] result = guided.f32();
        for (int i = 0; i < result.length; i++) {
            result[i] += scale * (with[i] - result[i]);
        }
        return guided;
    }

    /** Entry {@code step} of every sample. */
    private static Tensor at(Tensor all, int step) {
        int perSample = all.dim(1);
        Tensor rows = all.reshape(all.dim(0) * perSample, all.dim(2), all.dim(3), all.dim(4));
        return Tensor.concat(IntStream.range(0, all.dim(0))
                .mapToObj(sample -> rows.rows(sample * perSample + step, sample * perSample + step + 1))
                .toList());
    }
}
