package dev.konomi.engine.autodiff;

import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import java.util.List;
import java.util.function.Supplier;

/** Derivatives of functions of one number, and of choices. */
final class PointwiseGradients {

    private static final float SQRT_HALF = (float) Math.sqrt(0.5);
    private static final float TWO_OVER_SQRT_PI = (float) (2 / Math.sqrt(Math.PI));
    private static final float NORMAL_DENSITY_AT_0 = (float) (1 / Math.sqrt(2 * Math.PI));
    private static final float QUICK_GELU_SLOPE = 1.702f;

    private PointwiseGradients() {}

    /** 2/√π · exp(−x²). */
    static Node erf(GraphBuilder g, Node x) {
        return g.mul(g.exp(g.neg(g.mul(x, x))), TWO_OVER_SQRT_PI);
    }

    /** s + y − y·s with s = sigmoid(x), y = x·s. */
    static Node silu(GraphBuilder g, Node x, Node y) {
        Node s = g.sigmoid(x);
        return g.add(s, g.sub(y, g.mul(y, s)));
    }

    /** s + 1.702 · (y − y·s) with s = sigmoid(1.702 x), y = x·s. */
    static Node quickGelu(GraphBuilder g, Node x, Node y) {
        Node s = g.sigmoid(g.mul(x, QUICK_GELU_SLOPE));
        return g.add(s, g.mul(g.sub(y, g.mul(y, s)), QUICK_GELU_SLOPE));
    }

    /** Φ(x) + x·φ(x): the normal distribution function and its density. */
    static Node gelu(GraphBuilder g, Node x) {
        Node distribution = g.add(g.mul(g.erf(g.mul(x, SQRT_HALF)), 0.5f), 0.5f);
        Node density = g.exp(g.mul(g.mul(x, -0.5f), x));
        return g.add(distribution, g.mul(g.mul(x, NORMAL_DENSITY_AT_0), density));
    }

    /** All of dy to the first where the condition holds, to the second elsewhere. */
    static List<Supplier<Node>> chosen(GraphBuilder g, Node dy, Node first) {
        Node zero = g.scalar(0, dy.dtype());
        return List.of(() -> g.where(first, dy, zero), () -> g.where(first, zero, dy));
    }
}
