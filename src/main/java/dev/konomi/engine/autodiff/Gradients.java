package dev.konomi.engine.autodiff;

import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.Op;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reverse-mode differentiation: writes behind a loss the nodes that compute its derivatives. Nothing is written for
 * what depends on none of the chosen nodes, so frozen weights cost nothing.
 */
public final class Gradients {

    private final GraphBuilder g;
    private final Set<Node> active = new HashSet<>();
    private final Map<Node, Node> gradients = new HashMap<>();

    private Gradients(GraphBuilder g) {
        this.g = g;
    }

    /**
     * The derivatives of a scalar.
     *
     * @param loss f32[]
     * @param wrt inputs or nodes that the loss depends on
     * @return the derivative with respect to each of them, of its shape, in the same order
     */
    public static List<Node> of(GraphBuilder builder, Node loss, List<Node> wrt) {
        if (loss.shape().ndim() != 0) {
            throw new IllegalArgumentException("expected a loss without axes, found " + loss);
        }
        return of(builder, loss, builder.scalar(1), wrt);
    }

    /**
     * The derivatives of the sum of {@code output · outputGradient}.
     *
     * @param outputGradient of the output's shape; of a shape that broadcasts to it, it counts everywhere
     */
    public static List<Node> of(GraphBuilder builder, Node output, Node outputGradient, List<Node> wrt) {
        return new Gradients(builder).run(output, builder.expand(outputGradient, output.shape()), wrt);
    }

    private List<Node> run(Node output, Node outputGradient, List<Node> wrt) {
        List<Node> before = List.copyOf(g.nodes());
        Set<Node> chosen = new HashSet<>(wrt);
        for (Node node : before) {
            boolean flows = node.op() != Op.STOP_GRADIENT && node.dtype().isFloat();
            if (chosen.contains(node) || (flows && node.inputs().stream().anyMatch(active::contains))) {
                active.add(node);
            }
        }
        gradients.put(output, outputGradient);
        for (int i = output.id(); i >= 0; i--) {
            Node node = before.get(i);
            Node gradient = gradients.get(node);
            if (gradient != null && node.inputs().stream().anyMatch(active::contains)) {
                propagate(node, gradient);
            }
        }
        return wrt.stream().map(node -> gradientOf(output, node)).toList();
    }

    private void propagate(Node node, Node gradient) {
        List<Supplier<Node>> rules = GradientRules.of(g, node, gradient);
        for (int i = 0; i < node.inputs().size(); i++) { // an optional input that is absent has a rule too
            Node input = node.input(i);
            if (active.contains(input)) {
                Node contribution = g.sumTo(rules.get(i).get(), input.shape());
                gradients.merge(input, contribution, this::sum);
            }
        }
    }

    /** A product becomes the sum itself by taking what is already there as its addend. */
    private Node sum(Node old, Node contribution) {
        if (isBareGemm(contribution)) {
            return withAddend(contribution, old);
        }
        return isBareGemm(old) ? withAddend(old, contribution) : g.add(old, contribution);
    }

    private static boolean isBareGemm(Node node) {
        return node.op() == Op.GEMM && node.inputs().size() == 2;
    }

    private Node withAddend(Node gemm, Node addend) {
        boolean transA = gemm.attributes().flag("transA");
        boolean transB = gemm.attributes().flag("transB");
        return g.gemm(gemm.input(0), gemm.input(1), addend, transA, transB);
    }

    private Node gradientOf(Node output, Node node) {
        Node gradient = gradients.get(node);
        if (gradient == null) {
            throw new IllegalArgumentException("no gradient flows from " + output + " to " + node);
        }
        return gradient;
    }
}
