package dev.konomi.engine.hero;

import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;

/**
 * D3PO's loss on pairs of denoising steps (arXiv 2311.13231, with the clipped ratios of its authors' code):
 * {@code −log σ(β·log r_good − β·log r_bad)}, where r is a step's probability over that under the weights that painted
 * the round.
 */
final class PreferenceLoss {
    static final String WEIGHT = "weight";

    /** A clip range of 1 must not reach the logarithm of 0. */
    private static final float SMALLEST = 1e-6f;

    private PreferenceLoss() {}

    /**
     * @param loss scalar
     * @param ratio of each step, not clipped, [2P]
     */
    record Result(Node loss, Node ratio) {}

    /** @param clipRange by how much a ratio may leave 1 before it stops counting */
    record Settings(double beta, double clipRange) {}

    /**
     * The sum of the weighted losses of P pairs. Steps come as P of good images, then in the same order P of bad ones;
     * inputs that it declares are [2P] or the shape of the latents, and the pairs' weights [P].
     *
     * @param prediction the guided prediction, [2P, channels, height, width]
     * @param pairs P
     */
    static Result of(GraphBuilder g, Node latents, Node prediction, Dim pairs, Settings settings) {
        Dim steps = pairs.times(2);
        Node ratio = g.exp(StepDensity.logRatio(g, latents, prediction, steps));
        float clip = (float) settings.clipRange();
        Node counted = g.log(g.clip(ratio, Math.max(SMALLEST, 1 - clip), 1 + clip));
        Node good = g.slice(counted, 0, Dim.of(0), pairs);
        Node bad = g.slice(counted, 0, pairs, steps);
        Node margin = g.mul(g.sub(good, bad), (float) settings.beta());
        // the clipped ratios bound the margin, so that exp cannot overflow
        Node losses = g.log(g.add(g.exp(g.neg(margin)), 1));
        return new Result(g.reduceSum(g.mul(losses, g.input(WEIGHT, pairs)), 0), ratio);
    }
}
