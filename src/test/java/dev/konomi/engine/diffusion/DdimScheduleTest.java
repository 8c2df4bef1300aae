package dev.konomi.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.checkpoint.SchedulerConfig;
import dev.konomi.engine.checkpoint.SchedulerConfig.BetaSchedule;
import dev.konomi.engine.checkpoint.SchedulerConfig.PredictionType;
import dev.konomi.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DdimScheduleTest {
    @Test
    void timesteps_lead_with_the_offset() {
        assertThat(DdimSchedule.of(config(PredictionType.EPSILON), 4).timesteps())
                .containsExactly(751, 501, 251, 1);
        assertThat(DdimSchedule.of(config(PredictionType.EPSILON), 3).timesteps())
                .containsExactly(667, 334, 1);
        assertThat(DdimSchedule.of(config(PredictionType.EPSILON), 3).previousTimestep(0))
                .isEqualTo(334);
        assertThat(DdimSchedule.of(config(PredictionType.EPSILON), 3).previousTimestep(2))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(PredictionType.class)
    void without_eta_and_with_the_true_output_the_last_step_finds_the_picture(PredictionType type) {
        DdimSchedule schedule = DdimSchedule.of(config(type), 20);
        Tensor picture = GaussianNoise.seeded(1).tensor(4, 4, 4);
        Tensor noise = GaussianNoise.seeded(2).tensor(4, 4, 4);
        Tensor x = mix(picture, noise, type, 951).latents();

        for (int step = 0; step < 20; step++) {
            Tensor output = mix(picture, noise, type, schedule.timestep(step)).output();
            x = schedule.step(output, step, x, 0, Tensor.zeros(4, 4, 4)).latents();
        }

        Tensor expected = mix(picture, noise, type, 0).latents(); // ā of timestep 0 is not quite 1
        for (int i = 0; i < x.elementCount(); i++) {
            assertThat(x.f32()[i]).isCloseTo(expected.f32()[i], within(1e-4f));
        }
    }

    @Test
    void the_log_probability_is_the_mean_over_the_latent() {
        DdimSchedule schedule = DdimSchedule.of(config(PredictionType.EPSILON), 10);
        Tensor zero = Tensor.zeros(2, 2);
        double sigma = schedule.coefficients(3, 1).sigma();
        Tensor noise = Tensor.f32(new int[] {2, 2}, new float[] {0, 1, -1, 2});

        float logProbability = schedule.step(zero, 3, zero, 1, noise).logProbability();

        double expected = -0.5 * 6 / 4 - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI);
        assertThat(logProbability).isCloseTo((float) expected, within(1e-6f));
    }

    @Test
    void a_deterministic_step_has_log_probability_zero() {
        DdimSchedule schedule = DdimSchedule.of(config(PredictionType.EPSILON), 10);
        Tensor x = GaussianNoise.seeded(3).tensor(2, 2);

        assertThat(schedule.step(x, 0, x, 0, x).logProbability()).isZero();
        assertThat(schedule.logProbability(x, 0, x, 0, x)).isZero();
    }

    @Test
    void the_last_step_is_random_too() {
        assertThat(DdimSchedule.of(config(PredictionType.EPSILON), 50)
                        .coefficients(49, 1)
                        .sigma())
                .isGreaterThan(0);
    }

    @Test
    void linear_betas_are_known_too() {
        SchedulerConfig linear =
                new SchedulerConfig(1000, 0.0001, 0.02, BetaSchedule.LINEAR, PredictionType.EPSILON, 0, true);
        DdimCoefficients first = DdimSchedule.of(linear, 1).coefficients(0, 1);

        // one step from timestep 0 to itself: the mean is x_t, the variance nothing
        assertThat(first.ofLatents()).isCloseTo(1, within(1e-12));
        assertThat(first.sigma()).isZero();
    }

    @Test
    void steps_eta_and_shapes_are_checked() {
        SchedulerConfig config = config(PredictionType.EPSILON);
        DdimSchedule schedule = DdimSchedule.of(config, 10);
        Tensor x = Tensor.zeros(2, 2);

        assertThatThrownBy(() -> DdimSchedule.of(config, 0)).hasMessageContaining("1 to 1000 steps, found 0");
        assertThatThrownBy(() -> DdimSchedule.of(config, 1001)).hasMessageContaining("found 1001");
        assertThatThrownBy(() -> DdimSchedule.of(config, 1000)).hasMessageContaining("beyond timestep 999");
        assertThatThrownBy(() -> schedule.coefficients(0, Double.NaN)).hasMessageContaining("eta");
        assertThatThrownBy(() -> schedule.step(Tensor.zeros(4), 0, x, 1, x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("output", "[2, 2]", "[4]");
    }

    private record Mixed(Tensor latents, Tensor output) {}

    /** Forward diffusion to a timestep, and what a perfect network says there. */
    private static Mixed mix(Tensor picture, Tensor noise, PredictionType type, int timestep) {
        double alphaCumprod = 1;
        for (int t = 0; t <= timestep; t++) {
            double root = Math.sqrt(0.00085) + (Math.sqrt(0.012) - Math.sqrt(0.00085)) * t / 999;
            alphaCumprod *= 1 - root * root;
        }
        double signal = Math.sqrt(alphaCumprod);
        double rest = Math.sqrt(1 - alphaCumprod);
        float[] x = new float[picture.elementCount()];
        float[] velocity = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (signal * picture.f32()[i] + rest * noise.f32()[i]);
            velocity[i] = (float) (signal * noise.f32()[i] - rest * picture.f32()[i]);
        }
        Tensor output = type == PredictionType.EPSILON ? noise : Tensor.f32(picture.shape(), velocity);
        return new Mixed(Tensor.f32(picture.shape(), x), output);
    }

    private static SchedulerConfig config(PredictionType type) {
        return new SchedulerConfig(1000, 0.00085, 0.012, BetaSchedule.SCALED_LINEAR, type, 1, false);
    }
}
