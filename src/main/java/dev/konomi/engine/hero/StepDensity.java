package dev.konomi.engine.hero;

import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;

/**
 * How probable single denoising steps are. A step's distribution is normal with mean
 * {@code latentsCoefficient·x_t + predictionCoefficient·prediction} and the given deviation; both coefficients depend on
 * the timestep and on whether the network predicts ε or v.
 */
final class StepDensity {
    static final String LATENTS = "latents";
    static final String NEXT_LATENTS = "next_latents";
    static final String LATENTS_COEFFICIENT = "latents_coefficient";
    static final String PREDICTION_COEFFICIENT = "prediction_coefficient";
    static final String DEVIATION = "deviation";
    static final String OLD_LOG_PROBABILITY = "old_log_probability";

    private static final float HALF_LOG_TWO_PI = (float) (0.5 * Math.log(2 * Math.PI));

    private StepDensity() {}

    /**
     * The guided prediction of each step.
     *
     * @param prediction the network's, with guidance [2N, ...]: first all unconditional rows, then all conditional ones
     * @param steps N
     * @return [N, ...]
     */
    static Node guided(GraphBuilder g, Node prediction, Dim steps, double guidanceScale) {
        if (guidanceScale <= 1) {
            return prediction;
        }
        Node unconditional = g.slice(prediction, 0, Dim.of(0), steps);
        Node conditional = g.slice(prediction, 0, steps, steps.times(2));
        return g.add(g.mul(unconditional, (float) (1 - guidanceScale)), g.mul(conditional, (float) guidanceScale));
    }

    /**
     * How much more probable each step is than it was, as a logarithm averaged over the latent. Inputs that it declares
     * are [N] or the shape of the latents.
     *
     * @param latents [N, channels, height, width]
     * @param prediction the guided prediction, of the same shape
     * @param steps N
     * @return [N]
     */
    static Node logRatio(GraphBuilder g, Node latents, Node prediction, Dim steps) {
        Node next = g.input(NEXT_LATENTS, latents.type());
        Node deviation = g.input(DEVIATION, steps);
        Node mean = g.add(
                g.mul(latents, perStep(g, g.input(LATENTS_COEFFICIENT, steps))),
                g.mul(prediction, perStep(g, g.input(PREDICTION_COEFFICIENT, steps))));
        Node error = g.div(g.sub(next, mean), perStep(g, deviation));
        // log N(x; mean, std), averaged over the latent
        Node logProbability = g.sub(
                g.mul(g.reduceMean(g.mul(error, error), 1, 2, 3), -0.5f), g.add(g.log(deviation), HALF_LOG_TWO_PI));
        return g.sub(logProbability, g.input(OLD_LOG_PROBABILITY, steps));
    }

    private static Node perStep(GraphBuilder g, Node x) {
        return g.reshape(x, x.dim(0), 1, 1, 1);
    }
}
