package dev.konomi.engine.autodiff;

import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Gradients of matrix products, each again one product that reads the same tensors. */
final class MatrixGradients {

    private MatrixGradients() {}

    /** y = op(a)·op(b) + c. */
    static List<Supplier<Node>> gemm(GraphBuilder g, Node y, Node dy) {
        Node a = y.input(0);
        Node b = y.input(1);
        boolean ta = y.attributes().flag("transA");
        boolean tb = y.attributes().flag("transB");
        Supplier<Node> da = () -> ta ? g.gemm(b, dy, tb, true) : g.gemm(dy, b, false, !tb);
        Supplier<Node> db = () -> tb ? g.gemm(dy, a, true, ta) : g.gemm(a, dy, !ta, false);
        return y.inputs().size() == 3 ? List.of(da, db, () -> dy) : List.of(da, db);
    }

    /** da = dy·bᵀ, db = aᵀ·dy in each matrix of the stack. */
    static List<Supplier<Node>> matmul(GraphBuilder g, Node y, Node dy) {
        Node a = y.input(0);
        Node b = y.input(1);
        return List.of(() -> g.matmul(dy, flipped(g, b)), () -> g.matmul(flipped(g, a), dy));
    }

    /** Each matrix of a stack transposed. */
    static Node flipped(GraphBuilder g, Node x) {
        int ndim = x.shape().ndim();
        int[] perm = IntStream.range(0, ndim)
                .map(axis -> axis < ndim - 2 ? axis : 2 * ndim - 3 - axis)
                .toArray();
        return g.transpose(x, perm);
    }
}
