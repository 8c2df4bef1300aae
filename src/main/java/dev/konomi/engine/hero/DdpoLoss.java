package dev.konomi.engine.hero;

import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;

/** The clipped surrogate of DDPO on single denoising steps (arXiv 2305.13301 with HERO's mean log-probability). */
final class DdpoLoss {
    static final String ADVANTAGE = "advantage";
    static final String WEIGHT = "weight";

    private DdpoLoss() {}

    /**
     * @param loss scalar
     * @param ratio probability under the new weights over that under the old ones, [N]
     */
    record Result(Node loss, Node ratio) {}

    /**
     * The sum over all steps of weight · max(−A·ratio, −A·clip(ratio, 1 ± clipRange)). Inputs that it declares are [N] or
     * the shape of the latents.
     *
     * @param prediction the guided prediction, [N, channels, height, width]
     * @param steps N
     */
    static Result of(GraphBuilder g, Node latents, Node prediction, Dim steps, double clipRange) {
        Node ratio = g.exp(StepDensity.logRatio(g, latents, prediction, steps));
        Node negative = g.neg(g.input(ADVANTAGE, steps));
        Node surrogate = g.max(g.mul(negative, ratio), g.mul(negative, g.clip(ratio, (float) (1 - clipRange), (float)
                (1 + clipRange))));
        Node loss = g.reduceSum(g.mul(surrogate, g.input(WEIGHT, steps)), 0);
        return new Result(loss, ratio);
    }
}
