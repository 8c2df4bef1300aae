package dev.konomi.engine.golden;

import static dev.konomi.engine.golden.GoldenAssertions.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.diffusion.DenoiseBatch;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.diffusion.DpmSolverSchedule;
import dev.konomi.engine.diffusion.Waypoint;
import dev.konomi.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole guided trajectories against diffusers' DPMSolverMultistepScheduler, through golden networks that predict noise
 * (sd1-tiny) and velocity (sd2-tiny). src/test/python/make_sampler_golden.py wrote the values.
 */
class DpmSolverGoldenTest {
    private static final Path RESOURCES = Path.of("src/test/resources");

    @ParameterizedTest(name = "{0}, {1} steps")
    @CsvSource({
        "sd1-tiny, 1",
        "sd1-tiny, 2",
        "sd1-tiny, 4",
        "sd1-tiny, 10",
        "sd1-tiny, 20",
        "sd1-tiny, 25",
        "sd2-tiny, 1",
        "sd2-tiny, 2",
        "sd2-tiny, 4",
        "sd2-tiny, 10",
        "sd2-tiny, 20",
        "sd2-tiny, 25"
    })
    void trajectories_are_those_of_diffusers(String name, int steps) {
        GoldenFolder folder = GoldenFolder.open(RESOURCES.resolve("golden").resolve(name));
        SafetensorsFile golden =
                SafetensorsFile.open(RESOURCES.resolve("sampler").resolve(name + ".safetensors"));
        Tensor latents = golden.read(steps + ".latents"); // [steps + 1, channels, height, width]
        DpmSolverSchedule schedule = DpmSolverSchedule.of(folder.model().scheduler(), steps);

        assertThat(Arrays.stream(schedule.timesteps()).asLongStream().toArray())
                .containsExactly(golden.read(steps + ".timesteps").i64());
        try (DiffusionModel model = Networks.open(folder)) {
            Waypoint at = Waypoint.start(latents.rows(0, 1));
            for (int step = 0; step < steps; step++) {
                at = schedule.step(output(model, folder, schedule.timestep(step), at.latents()), at, () -> {
                    throw new AssertionError("DPM-Solver++ draws no noise");
                });
                assertClose("latents after step " + step, at.latents(), latents.rows(step + 1, step + 2));
            }
        }
    }

    /** The base model's prediction with guidance, [1, channels, height, width]. */
    private static Tensor output(DiffusionModel model, GoldenFolder folder, int timestep, Tensor x) {
        Tensor text = Tensor.concat(List.of(
                folder.tensor("ddim.cond").rows(0, 1),
                folder.tensor("ddim.uncond").rows(0, 1)));
        Tensor prediction = model.predict(new DenoiseBatch(
                Tensor.concat(List.of(x, x)),
                Tensor.f32(new int[] {2}, new float[] {timestep, timestep}),
                text,
                Tensor.i64(new int[] {2}, new long[2]),
                List.of()));
        float[] with = prediction.rows(0, 1).f32();
        Tensor guided = prediction.rows(1, 2);
        for (int i = 0; i < with.length; i++) {
            guided.f32()[i] += folder.guidanceScale() * (with[i] - guided.f32()[i]);
        }
        return guided;
    }
}
