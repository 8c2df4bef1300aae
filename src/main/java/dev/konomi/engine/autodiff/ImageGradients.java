package dev.konomi.engine.autodiff;

import dev.konomi.engine.graph.ConvShape;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.Shape;
import java.util.List;
import java.util.function.Supplier;

/** Gradients of the ops on images. */
final class ImageGradients {

    private ImageGradients() {}

    static List<Supplier<Node>> conv(GraphBuilder g, Node y, Node dy) {
        Node x = y.input(0);
        Node weight = y.input(1);
        ConvShape how = ConvShape.of(y.attributes());
        Shape kernel = weight.shape();
        Supplier<Node> dx = () -> g.convInputGradient(
                dy, weight, how, x.shape().size(2), x.shape().size(3));
        Supplier<Node> dw = () -> g.convWeightGradient(x, dy, how, kernel.size(2), kernel.size(3));
        Supplier<Node> db = () -> g.reduceSum(dy, 0, 2, 3);
        return y.inputs().size() == 3 ? List.of(dx, dw, db) : List.of(dx, dw);
    }

    /** To the greatest pixel of each square; equal ones share. */
    static Node maxPool(GraphBuilder g, Node y, Node dy) {
        Node x = y.input(0);
        int factor = y.attributes().integer("factor");
        Node greatest = g.cast(g.equal(x, g.upsample(y, factor)), x.dtype());
        Node count = g.mul(g.averagePool(greatest, factor), (float) factor * factor);
        return g.mul(greatest, g.upsample(g.div(dy, count), factor));
    }

    static Node averagePool(GraphBuilder g, Node y, Node dy) {
        int factor = y.attributes().integer("factor");
        return g.upsample(g.mul(dy, 1f / (factor * factor)), factor);
    }

    static Node upsample(GraphBuilder g, Node y, Node dy) {
        int factor = y.attributes().integer("factor");
        return g.mul(g.averagePool(dy, factor), (float) factor * factor);
    }
}
