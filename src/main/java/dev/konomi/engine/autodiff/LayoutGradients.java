package dev.konomi.engine.autodiff;

import dev.konomi.engine.graph.Attributes;
import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Gradients of the ops that move numbers: they move them back. */
final class LayoutGradients {

    private LayoutGradients() {}

    static Node transpose(GraphBuilder g, Node y, Node dy) {
        int[] perm = y.attributes().integers("perm");
        int[] inverse = new int[perm.length];
        for (int i = 0; i < perm.length; i++) {
            inverse[perm[i]] = i;
        }
        return g.transpose(dy, inverse);
    }

    static List<Supplier<Node>> concat(GraphBuilder g, Node y, Node dy) {
        int axis = y.attributes().integer("axis");
        List<Supplier<Node>> parts = new ArrayList<>();
        Dim at = Dim.of(0);
        for (Node input : y.inputs()) {
            Dim from = at;
            Dim to = from.plus(input.dim(axis));
            parts.add(() -> g.slice(dy, axis, from, to));
            at = to;
        }
        return parts;
    }

    static Node slice(GraphBuilder g, Node y, Node dy) {
        Attributes at = y.attributes();
        int axis = at.integer("axis");
        return g.pad(dy, axis, at.dim("from"), y.input(0).dim(axis).minus(at.dim("to")));
    }

    static Node pad(GraphBuilder g, Node y, Node dy) {
        Attributes at = y.attributes();
        int axis = at.integer("axis");
        Dim from = at.dim("before");
        return g.slice(dy, axis, from, from.plus(y.input(0).dim(axis)));
    }

    /** Each row's gradients summed up by one product with who-chose-which. */
    static Node gather(GraphBuilder g, Node y, Node dy) {
        Node table = y.input(0);
        Node index = y.input(1);
        Dim chosen = index.shape().product(0, index.shape().ndim());
        Dim width = table.shape().product(1, table.shape().ndim());
        Node which = g.oneHot(g.reshape(index, chosen), table.dim(0));
        return g.reshape(g.matmul(which, g.reshape(dy, chosen, width)), table.shape());
    }
}
