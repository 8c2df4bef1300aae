package dev.konomi.engine.hero;

import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;

/**
 * The clipped surrogate of DDPO on single denoising steps (arXiv 2305.13301 with HERO's mean log-probability). A step's
 * distribution is normal with mean {@code latentsCoefficient·x_t + predictionCoefficient·prediction} and the given
 * deviation; both coefficients depend on the timestep and on whether the network predicts ε or v.
 */
final class DdpoLoss {
    static final String LATENTS = "latents";
    static final String NEXT_LATENTS = "next_latents";
    static final String LATENTS_COEFFICIENT = "latents_coefficient";
    static final String PREDICTION_COEFFICIENT = "prediction_coefficient";
    static final String DEVIATION = "deviation";
    static final String OLD_LOG_PROBABILITY = "old_log_probability";
    static final String ADVANTAGE = "advantage";
    static final String WEIGHT = "weight";

    private static final float HALF_LOG_TWO_PI = (float) (0.5 * Math.log(2 * Math.PI));

    private DdpoLoss() {}

    /**
     * @param loss scalar
     * @param ratio probability under the new weights over that under the old ones, [N]
     */
    record Result(Node loss, Node ratio) {}

    /**
     * The guided prediction of each pair.
     *
     * @param prediction the network's, with guidance [2N, ...]: first all unconditional rows, then all conditional ones
     * @return [N, ...]
     */
    static Node guided(GraphBuilder g, Node prediction, String pairs, double guidanceScale) {
        if (guidanceScale <= 1) {
            return prediction;
        }
        Node unconditional = g.slice(prediction, 0, Dim.of(0), Dim.of(pairs));
        Node conditional = g.slice(prediction, 0, Dim.of(pairs), Dim.of(2, pairs));
        return g.add(g.mul(unconditional, (float) (1 - guidanceScale)), g.mul(conditional, (float) guidanceScale));
    }

    /**
     * The sum over all pairs of weight · max(−A·ratio, −A·clip(ratio, 1 ± clipRange)). Inputs that it declares are [N]
     * or the shape of the latents.
     *
     * @param prediction the guided prediction, [N, channels, height, width]
     */
    static Result of(GraphBuilder g, Node latents, Node prediction, String pairs, double clipRange) {
        Node next = g.input(NEXT_LATENTS, latents.type());
        Node deviation = g.input(DEVIATION, pairs);
        Node mean = g.add(
                g.mul(latents, perPair(g, g.input(LATENTS_COEFFICIENT, pairs))),
                g.mul(prediction, perPair(g, g.input(PREDICTION_COEFFICIENT, pairs))));
        Node error = g.div(g.sub(next, mean), perPair(g, deviation));
        // log N(x; mean, std), averaged over the latent
        Node logProbability = g.sub(
                g.mul(g.reduceMean(g.mul(error, error), 1, 2, 3), -0.5f), g.add(g.log(deviation), HALF_LOG_TWO_PI));
        Node ratio = g.exp(g.sub(logProbability, g.input(OLD_LOG_PROBABILITY, pairs)));
        Node negative = g.neg(g.input(ADVANTAGE, pairs));
        Node surrogate = g.max(g.mul(negative, ratio), g.mul(negative, g.clip(ratio, (float) (1 - clipRange), (float)
                (1 + clipRange))));
        Node loss = g.reduceSum(g.mul(surrogate, g.input(WEIGHT, pairs)), 0);
        return new Result(loss, ratio);
    }

    private static Node perPair(GraphBuilder g, Node x) {
        return g.reshape(x, x.dim(0), 1, 1, 1);
    }
}
