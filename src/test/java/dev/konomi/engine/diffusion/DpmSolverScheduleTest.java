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

/** Against a world whose pictures are normally distributed: there the perfect network and where it leads are known. */
class DpmSolverScheduleTest {
    private static final double MEAN = 0.3;
    private static final double DEVIATION = 0.5;

    @Test
    void timesteps_trail_from_the_noisiest_one() {
        assertThat(DpmSolverSchedule.of(config(PredictionType.EPSILON), 4).timesteps())
                .containsExactly(999, 749, 499, 249);
        assertThat(DpmSolverSchedule.of(config(PredictionType.EPSILON), 3).timesteps())
                .containsExactly(999, 666, 332);
        assertThat(DpmSolverSchedule.of(config(PredictionType.EPSILON), 1000).timesteps())
                .doesNotHaveDuplicates()
                .startsWith(999)
                .endsWith(0);
    }

    @ParameterizedTest
    @EnumSource(PredictionType.class)
    void half_the_step_width_leaves_a_quarter_of_the_error(PredictionType type) {
        double wide = errorHalfWay(type, 20);
        double narrow = errorHalfWay(type, 40);

        assertThat(wide / narrow).isBetween(3.0, 5.0);
        assertThat(narrow).isLessThan(1e-3);
    }

    @ParameterizedTest
    @EnumSource(PredictionType.class)
    void both_predictions_lead_to_the_same_picture(PredictionType type) {
        Tensor picture = walk(type, 8, 8);

        Tensor other = walk(PredictionType.EPSILON, 8, 8);
        for (int i = 0; i < picture.elementCount(); i++) {
            assertThat(picture.f32()[i]).isCloseTo(other.f32()[i], within(1e-4f));
        }
    }

    @Test
    void steps_and_shapes_are_checked() {
        SchedulerConfig config = config(PredictionType.EPSILON);
        DpmSolverSchedule schedule = DpmSolverSchedule.of(config, 10);
        Waypoint start = Waypoint.start(Tensor.zeros(2, 2));

        assertThatThrownBy(() -> DpmSolverSchedule.of(config, 0)).hasMessageContaining("1 to 1000 steps, found 0");
        assertThatThrownBy(() -> DpmSolverSchedule.of(config, 1001)).hasMessageContaining("found 1001");
        assertThatThrownBy(() -> schedule.step(Tensor.zeros(4), start, () -> Tensor.zeros(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("output", "[2, 2]", "[4]");
    }

    /** Root mean square to where the probability flow is when half of the steps are done, at timestep 499. */
    private static double errorHalfWay(PredictionType type, int steps) {
        float[] found = walk(type, steps, steps / 2).f32();
        float[] noise = noise().f32();
        double squares = 0;
        for (int i = 0; i < found.length; i++) {
            double deviations = (noise[i] - Math.sqrt(alphaCumprod(999)) * MEAN) / deviation(999);
            double exact = Math.sqrt(alphaCumprod(499)) * MEAN + deviations * deviation(499);
            squares += Math.pow(found[i] - exact, 2);
        }
        return Math.sqrt(squares / found.length);
    }

    private static Tensor walk(PredictionType type, int steps, int taken) {
        DpmSolverSchedule schedule = DpmSolverSchedule.of(config(type), steps);
        Waypoint at = Waypoint.start(noise());
        for (int step = 0; step < taken; step++) {
            at = schedule.step(perfect(type, at.latents(), schedule.timestep(step)), at, DpmSolverScheduleTest::noise);
        }
        return at.latents();
    }

    private static Tensor noise() {
        return GaussianNoise.seeded(7).tensor(4, 4, 4);
    }

    /** What the best possible network says of normally distributed pictures. */
    private static Tensor perfect(PredictionType type, Tensor x, int timestep) {
        double signal = Math.sqrt(alphaCumprod(timestep));
        double spread = Math.sqrt(1 - alphaCumprod(timestep));
        float[] output = new float[x.elementCount()];
        for (int i = 0; i < output.length; i++) {
            double epsilon = spread * (x.f32()[i] - signal * MEAN) / Math.pow(deviation(timestep), 2);
            double picture = (x.f32()[i] - spread * epsilon) / signal;
            output[i] = (float) (type == PredictionType.EPSILON ? epsilon : signal * epsilon - spread * picture);
        }
        return Tensor.f32(x.shape(), output);
    }

    /** Of x_t over all pictures and noises. */
    private static double deviation(int timestep) {
        return Math.sqrt(alphaCumprod(timestep) * DEVIATION * DEVIATION + 1 - alphaCumprod(timestep));
    }

    private static double alphaCumprod(int timestep) {
        return NoiseLevels.alphasCumprod(config(PredictionType.EPSILON))[timestep];
    }

    private static SchedulerConfig config(PredictionType type) {
        return new SchedulerConfig(1000, 0.00085, 0.012, BetaSchedule.SCALED_LINEAR, type, 1, false);
    }
}
