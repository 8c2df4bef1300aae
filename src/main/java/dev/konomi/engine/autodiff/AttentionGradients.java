package dev.konomi.engine.autodiff;

import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Layers;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.Shape;
import dev.konomi.engine.tensor.DType;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The gradient of attention. Nothing but its inputs and its result is kept from the forward pass; the probabilities
 * are computed again. Where they are many, one head follows the other: the three gradients of each head are joined
 * before the heads are, which makes the runtime finish a head, and free its probabilities, before it begins the next.
 * Products are of the inputs' type; the softmax, its gradient and all sums are F32.
 */
final class AttentionGradients {

    /** Probabilities per sample and head from which heads go one by one. */
    private static final long MANY = 512 * 512;

    private final GraphBuilder g;
    private final Node y;
    private final int heads;
    private final int width;
    private final Dim batch;
    private final Dim tokens;
    private final Dim keys;
    private final long many;

    private AttentionGradients(GraphBuilder g, Node y, long many) {
        this.g = g;
        this.y = y;
        this.heads = y.attributes().integer("heads");
        this.width = y.shape().size(2) / heads;
        this.batch = y.dim(0);
        this.tokens = y.dim(1);
        this.keys = y.input(1).dim(1);
        this.many = many;
    }

    static List<Supplier<Node>> of(GraphBuilder g, Node y, Node dy) {
        return of(g, y, dy, MANY);
    }

    static List<Supplier<Node>> of(GraphBuilder g, Node y, Node dy, long many) {
        Node joined = new AttentionGradients(g, y, many).joined(dy);
        Dim tokens = y.dim(1);
        Dim first = tokens.plus(y.input(1).dim(1));
        Dim second = first.plus(y.input(1).dim(1));
        List<Supplier<Node>> rules = List.of(
                () -> part(g, y.input(0), joined, Dim.of(0), tokens),
                () -> part(g, y.input(1), joined, tokens, first),
                () -> part(g, y.input(2), joined, first, second),
                GradientRules.none(y));
        return rules.subList(0, y.inputs().size());
    }

    private static Node part(GraphBuilder g, Node input, Node joined, Dim from, Dim to) {
        return g.reshape(g.transpose(g.slice(joined, 2, from, to), 0, 2, 1, 3), input.shape());
    }

    /** dq, dk and dv behind each other on the token axis: [batch, heads, tokens + 2·keys, width]. */
    private Node joined(Node dy) {
        float scale = (float) (1 / Math.sqrt(width));
        Node q = byHead(g.mul(y.input(0), scale), 0, 2, 1, 3);
        Node kT = byHead(y.input(1), 0, 2, 3, 1);
        Node vT = byHead(y.input(2), 0, 2, 3, 1);
        Node dO = byHead(dy, 0, 2, 1, 3);
        Node rowSums = g.reduceSumKeep(g.mul(full(dO), full(byHead(y, 0, 2, 1, 3))), -1); // rowsum(dP·P) = rowsum(dO·O)
        int parts = tokens.factor() * keys.factor() >= many ? heads : 1;
        List<List<Node>> each = List.of(q, kT, vT, dO, rowSums).stream()
                .map(x -> Layers.split(g, x, 1, parts))
                .toList();
        List<Node> done = IntStream.range(0, parts)
                .mapToObj(i -> gradients(each.stream().map(list -> list.get(i)).toList(), scale))
                .toList();
        return g.concat(1, done);
    }

    private Node gradients(List<Node> operands, float scale) {
        Node q = operands.get(0);
        Node kT = operands.get(1);
        Node vT = operands.get(2);
        Node dO = operands.get(3);
        Node scores = full(g.matmul(q, kT));
        Node exact = g.softmax(y.inputs().size() == 4 ? g.add(scores, full(y.input(3))) : scores);
        Node dScores = g.cast(g.mul(exact, g.sub(full(g.matmul(dO, vT)), operands.get(4))), q.dtype());
        Node probabilities = g.cast(exact, q.dtype());
        Node dq = g.mul(g.matmul(dScores, MatrixGradients.flipped(g, kT)), scale);
        Node dk = MatrixGradients.flipped(g, g.matmul(MatrixGradients.flipped(g, q), dScores));
        Node dv = MatrixGradients.flipped(g, g.matmul(MatrixGradients.flipped(g, dO), probabilities));
        return g.concat(2, dq, dk, dv);
    }

    private Node full(Node x) {
        return g.cast(x, DType.F32);
    }

    private Node byHead(Node x, int... perm) {
        return g.transpose(g.reshape(x, Shape.of(batch, x.dim(1), heads, width)), perm);
    }
}
