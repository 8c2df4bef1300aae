package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.autodiff.Gradients;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Reference;
import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreferenceLossTest {
    private static final int PAIRS = 3;
    private static final int STEPS = 2 * PAIRS;
    private static final int PER_STEP = 4;
    private static final double BETA = 0.7;
    private static final double CLIP = 0.4;
    private static final float STEP = 1f / 1024;

    private final Graph graph = graph();
    private final Map<String, Tensor> numbers = numbers();

    @Test
    void the_loss_is_that_of_the_clipped_log_ratios() {
        var found = Reference.run(graph, numbers);

        double[] ratios = found.get("ratio");
        double expected = 0;
        for (int i = 0; i < PAIRS; i++) {
            double margin = BETA * (logOfClipped(ratios[i]) - logOfClipped(ratios[PAIRS + i]));
            expected += numbers.get(PreferenceLoss.WEIGHT).f32()[i] * Math.log(1 + Math.exp(-margin));
        }
        assertThat(found.get("loss")[0]).isCloseTo(expected, within(1e-6));
        assertThat(Arrays.stream(ratios)).anyMatch(ratio -> ratio > 1 + CLIP || ratio < 1 - CLIP);
        assertThat(Arrays.stream(ratios)).anyMatch(ratio -> ratio < 1 + CLIP && ratio > 1 - CLIP);
    }

    @Test
    void its_gradient_agrees_with_finite_differences() {
        double[] gradient = Reference.run(graph, numbers).get("gradient");

        double[] slopes = new double[STEPS * PER_STEP];
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] = (lossWith(i, STEP) - lossWith(i, -STEP)) / (2 * STEP);
        }
        assertThat(gradient).containsExactly(slopes, within(2e-4));
        assertThat(Arrays.stream(gradient)).anyMatch(slope -> Math.abs(slope) > 1e-2);
    }

    private static double logOfClipped(double ratio) {
        return Math.log(Math.min(Math.max(ratio, 1 - CLIP), 1 + CLIP));
    }

    private double lossWith(int at, float moved) {
        float[] prediction = numbers.get("prediction").f32().clone();
        prediction[at] += moved;
        Map<String, Tensor> changed = new HashMap<>(numbers);
        changed.put("prediction", Tensor.f32(new int[] {STEPS, 1, 2, 2}, prediction));
        return Reference.run(graph, changed).get("loss")[0];
    }

    private static Graph graph() {
        var g = new GraphBuilder("preference");
        var pairs = Dim.of("P");
        var latents = g.input(StepDensity.LATENTS, pairs.times(2), 1, 2, 2);
        var prediction = g.input("prediction", pairs.times(2), 1, 2, 2);
        var result = PreferenceLoss.of(g, latents, prediction, pairs, new PreferenceLoss.Settings(BETA, CLIP));
        g.output("loss", result.loss());
        g.output("ratio", result.ratio());
        g.output("gradient", Gradients.of(g, result.loss(), List.of(prediction)).get(0));
        return g.build();
    }

    /** Old log-probabilities near the new ones, one pair beyond the clip range. */
    private static Map<String, Tensor> numbers() {
        var noise = GaussianNoise.seeded(4);
        Map<String, Tensor> numbers = new HashMap<>();
        for (var name : List.of(StepDensity.LATENTS, StepDensity.NEXT_LATENTS, "prediction")) {
            numbers.put(name, noise.tensor(STEPS, 1, 2, 2));
        }
        numbers.put(StepDensity.LATENTS_COEFFICIENT, StepInputs.perStep(new float[] {1, .9f, .8f, 1, .9f, .8f}));
        numbers.put(StepDensity.PREDICTION_COEFFICIENT, StepInputs.perStep(new float[] {-.3f, .4f, .5f, .2f, .1f, 1}));
        numbers.put(StepDensity.DEVIATION, StepInputs.perStep(new float[] {1, 1.2f, .9f, 1, 1.1f, 1}));
        numbers.put(StepDensity.OLD_LOG_PROBABILITY, StepInputs.perStep(new float[STEPS]));
        numbers.put(PreferenceLoss.WEIGHT, StepInputs.perStep(new float[] {.5f, .25f, 1}));
        double[] now = Reference.run(graph(), numbers).get("ratio");
        float[] old = new float[STEPS];
        float[] away = {.1f, -.2f, 1, .05f, .1f, -.1f};
        for (int i = 0; i < STEPS; i++) {
            old[i] = (float) Math.log(now[i]) + away[i];
        }
        numbers.put(StepDensity.OLD_LOG_PROBABILITY, StepInputs.perStep(old));
        return numbers;
    }
}
