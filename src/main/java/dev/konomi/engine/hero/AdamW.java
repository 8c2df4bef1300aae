package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * AdamW with decoupled weight decay (Loshchilov &amp; Hutter, arXiv 1711.05101); Adam where the weight decay is 0. It
 * changes its parameters in place.
 */
final class AdamW {
    private static final String STEP = "step";
    private static final String MEAN = "mean.";
    private static final String SQUARE = "square.";

    private final Settings settings;
    private final SortedMap<String, Learner> learners = new TreeMap<>();
    private double step;

    /** A parameter with the moments of its gradient. */
    private record Learner(Tensor parameter, Tensor mean, Tensor square) {}

    /** @param epsilon added to the root of the gradient's square */
    record Settings(double beta1, double beta2, double weightDecay, double epsilon) {
        static final Settings ADAM = new Settings(0.9, 0.999, 0, 1e-8);
    }

    /**
     * @param parameters what learns, F32, changed in place
     * @param state as {@link #state} gave it, or empty to start anew; entries of other parameters or shapes start anew
     */
    AdamW(Settings settings, SortedMap<String, Tensor> parameters, Map<String, Tensor> state) {
        this.settings = settings;
        Tensor savedStep = state.get(STEP);
        this.step = savedStep == null ? 0 : savedStep.i64()[0];
        parameters.forEach((name, parameter) -> {
            Tensor mean = saved(state.get(MEAN + name), parameter);
            learners.put(name, new Learner(parameter, mean, saved(state.get(SQUARE + name), parameter)));
        });
    }

    private static Tensor saved(@Nullable Tensor state, Tensor parameter) {
        return state != null && state.elementCount() == parameter.elementCount()
                ? copy(state.reshape(parameter.shape()))
                : Tensor.zeros(parameter.shape());
    }

    /** One step along the gradients, each of its parameter's shape. */
    void step(Map<String, Tensor> gradients, double learningRate) {
        step++;
        float decay = (float) (1 - learningRate * settings.weightDecay());
        float rate = (float) (learningRate / (1 - Math.pow(settings.beta1(), step)));
        float squareScale = (float) (1 / Math.sqrt(1 - Math.pow(settings.beta2(), step)));
        float beta1 = (float) settings.beta1();
        float beta2 = (float) settings.beta2();
        float epsilon = (float) settings.epsilon();
        learners.forEach((name, learner) -> {
            float[] p = learner.parameter().f32();
            float[] g = gradient(gradients, name, p.length);
            float[] m = learner.mean().f32();
            float[] v = learner.square().f32();
            for (int i = 0; i < p.length; i++) {
                m[i] = beta1 * m[i] + (1 - beta1) * g[i];
                v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
                p[i] = decay * p[i] - rate * m[i] / ((float) Math.sqrt(v[i]) * squareScale + epsilon);
            }
        });
    }

    private static float[] gradient(Map<String, Tensor> gradients, String name, int length) {
        Tensor gradient = gradients.get(name);
        if (gradient == null || gradient.elementCount() != length) {
            throw new IllegalArgumentException("expected a gradient of " + length + " numbers for " + name + ", found "
                    + (gradient == null ? "none" : gradient.elementCount()));
        }
        return gradient.f32();
    }

    /** Steps taken and both moments, for a file. */
    SortedMap<String, Tensor> state() {
        var state = new TreeMap<String, Tensor>();
        state.put(STEP, Tensor.i64(new int[] {1}, new long[] {(long) step}));
        learners.forEach((name, learner) -> {
            state.put(MEAN + name, copy(learner.mean()));
            state.put(SQUARE + name, copy(learner.square()));
        });
        return state;
    }

    private static Tensor copy(Tensor tensor) {
        return Tensor.f32(tensor.shape(), tensor.f32().clone());
    }
}
