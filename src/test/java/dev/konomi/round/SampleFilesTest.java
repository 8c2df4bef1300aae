package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.diffusion.RecordedStep;
import dev.konomi.engine.diffusion.SampleResult;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleFilesTest {
    private static final int[] LATENT = {4, 2, 2};

    @Test
    void what_a_round_keeps_comes_back_image_by_image() {
        List<SampleResult> samples =
                IntStream.range(0, 3).mapToObj(SampleFilesTest::sample).toList();

        SafetensorsFile latents =
                stacked(samples.stream().map(SampleFiles::latentsOf).toList());
        SafetensorsFile trajectory =
                stacked(samples.stream().map(SampleFiles::trajectoryOf).toList());

        for (int image = 0; image < 3; image++) {
            SampleResult sample = samples.get(image);
            assertSame(SampleFiles.initialNoises(latents).get(image), sample.initialNoise());
            assertSame(SampleFiles.latents(latents).get(image), sample.latents());
            List<RecordedStep> steps = SampleFiles.recordedSteps(trajectory).get(image);
            assertThat(steps).hasSameSizeAs(sample.recorded());
            for (int i = 0; i < steps.size(); i++) {
                RecordedStep kept = steps.get(i);
                RecordedStep was = sample.recorded().get(i);
                assertThat(kept.stepIndex()).isEqualTo(was.stepIndex());
                assertThat(kept.timestep()).isEqualTo(was.timestep());
                assertThat(kept.logProbability()).isEqualTo(was.logProbability());
                assertSame(kept.latents(), was.latents());
                assertSame(kept.nextLatents(), was.nextLatents());
            }
        }
    }

    private static SafetensorsFile stacked(List<byte[]> parts) {
        return SafetensorsFile.parse(
                SampleFiles.stacked(parts.stream()
                        .map(bytes -> SafetensorsFile.parse(bytes, "part"))
                        .toList()),
                "stack");
    }

    private static void assertSame(Tensor found, Tensor expected) {
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(found.f32()).isEqualTo(expected.f32());
    }

    private static SampleResult sample(int seed) {
        GaussianNoise noise = GaussianNoise.seeded(seed);
        List<RecordedStep> recorded = IntStream.range(0, 2)
                .mapToObj(step -> new RecordedStep(
                        step + seed, 900 - step, noise.tensor(LATENT), noise.tensor(LATENT), -0.5f * step - seed))
                .toList();
        return new SampleResult(
                seed, noise.tensor(LATENT), noise.tensor(LATENT), Tensor.zeros(3, 16, 16), recorded, "base");
    }
}
