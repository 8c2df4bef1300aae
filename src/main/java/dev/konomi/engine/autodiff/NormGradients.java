package dev.konomi.engine.autodiff;

import dev.konomi.engine.graph.Attributes;
import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Gradients of sums, means and norms. */
final class NormGradients {

    private NormGradients() {}

    static Node reduceSum(GraphBuilder g, Node y, Node dy) {
        return g.expand(withAxes(g, y, dy), y.input(0).shape());
    }

    static Node reduceMean(GraphBuilder g, Node y, Node dy) {
        Shape x = y.input(0).shape();
        Dim[] averaged =
                Arrays.stream(y.attributes().integers("axes")).mapToObj(x::dim).toArray(Dim[]::new);
        return g.expand(g.div(withAxes(g, y, dy), g.cast(g.size(averaged), dy.dtype())), x);
    }

    /** dy with the summed axes back as dims of 1. */
    private static Node withAxes(GraphBuilder g, Node y, Node dy) {
        Shape shape = y.input(0).shape();
        for (int axis : y.attributes().integers("axes")) {
            shape = shape.with(axis, Dim.of(1));
        }
        return g.reshape(dy, shape);
    }

    /** With x̂ = (x − μ)·r and d = γ·dy: dx = r·(d − mean(d) − x̂·mean(d·x̂)). */
    static List<Supplier<Node>> layerNorm(GraphBuilder g, Node y, Node dy) {
        Node x = y.input(0);
        float epsilon = y.attributes().number("epsilon");
        Node r = g.normInverseDeviation(x, epsilon);
        Node normal = g.mul(g.sub(x, g.normMean(x, epsilon)), r);
        Supplier<Node> dx = () -> {
            Node d = g.mul(dy, y.input(1));
            Node mean = g.reduceMeanKeep(d, -1);
            Node slope = g.reduceMeanKeep(g.mul(d, normal), -1);
            return g.mul(g.sub(g.sub(d, mean), g.mul(normal, slope)), r);
        };
        return List.of(dx, () -> g.mul(dy, normal), () -> dy);
    }

    /**
     * dx = a·dy − p·x + q with one p and q for each group, so that no normalised image is kept: with the group's mean
     * μ, inverse deviation r and size M, a = γ·r, m1 = Σ γ·dy / M, m2 = Σ γ·dy·x̂ / M: p = r²·m2, q = p·μ − r·m1.
     */
    static List<Supplier<Node>> groupNorm(GraphBuilder g, Node y, Node dy) {
        Node x = y.input(0);
        Attributes at = y.attributes();
        int groups = at.integer("groups");
        int channels = x.shape().size(1);
        int perGroup = channels / groups;
        int pixels = x.shape().size(2) * x.shape().size(3);
        Dim batch = x.dim(0);
        Shape perChannel = Shape.of(batch, channels, 1, 1);
        Shape grouped = Shape.of(batch, groups, perGroup);
        Node rows = g.reshape(x, batch, groups, perGroup * pixels);
        Node mu = g.normMean(rows, at.number("epsilon"));
        Node r = g.normInverseDeviation(rows, at.number("epsilon"));
        Node gamma = g.reshape(y.input(1), 1, groups, perGroup);
        Node sumDy = g.reshape(g.reduceSum(dy, 2, 3), grouped);
        Node sumDyX = g.reshape(g.reduceSum(g.mul(dy, x), 2, 3), grouped);
        Node sumDyNormal = g.mul(g.sub(sumDyX, g.mul(sumDy, mu)), r);
        Supplier<Node> dx = () -> {
            float share = 1f / (perGroup * pixels);
            Node m1 = g.mul(g.reduceSumKeep(g.mul(sumDy, gamma), 2), share);
            Node m2 = g.mul(g.reduceSumKeep(g.mul(sumDyNormal, gamma), 2), share);
            Node p = g.mul(g.mul(r, r), m2);
            Node q = g.sub(g.mul(p, mu), g.mul(r, m1));
            Node a = g.reshape(g.mul(r, gamma), perChannel);
            Node scaled = g.sub(g.mul(dy, a), g.mul(x, g.reshape(g.expand(p, grouped), perChannel)));
            return g.add(scaled, g.reshape(g.expand(q, grouped), perChannel));
        };
        return List.of(
                dx,
                () -> g.reshape(g.reduceSum(sumDyNormal, 0), channels),
                () -> g.reshape(g.reduceSum(sumDy, 0), channels));
    }
}
