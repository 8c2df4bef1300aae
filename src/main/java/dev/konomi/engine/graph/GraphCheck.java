package dev.konomi.engine.graph;

import java.util.HashSet;
import java.util.Set;

/** What holds for every graph; run after each pass. A breach is a mistake of the pass, so it throws. */
public final class GraphCheck {

    private GraphCheck() {}

    /** Returns the graph itself if it is sound. */
    public static Graph check(Graph graph) {
        Set<Node> bound = new HashSet<>();
        Set<String> inputs = new HashSet<>();
        for (Node node : graph.nodes()) {
            for (Node input : node.inputs()) {
                require(bound.contains(input), graph, "unbound: %" + input.id() + " is read by " + node);
            }
            require(bound.add(node), graph, "bound twice: " + node);
            if (node.op() == Op.INPUT) {
                String name = node.attributes().text("name");
                require(inputs.add(name), graph, "bound twice: input '" + name + "' by " + node);
            }
            requireType(graph, node);
        }
        graph.outputs()
                .forEach((name, node) ->
                        require(bound.contains(node), graph, "unbound: output '" + name + "' is " + node));
        requireSymbols(graph);
        return graph;
    }

    private static void requireType(Graph graph, Node node) {
        TensorType expected = ShapeRules.infer(
                node.op(), node.inputs().stream().map(Node::type).toList(), node.attributes());
        require(expected.equals(node.type()), graph, "shape clash: expected " + expected + ", found " + node);
    }

    /** Every symbol has to be read off some input's shape when the graph runs. */
    private static void requireSymbols(Graph graph) {
        Set<String> known = new HashSet<>();
        graph.inputs().values().forEach(input -> known.addAll(input.shape().symbols()));
        for (Node node : graph.nodes()) {
            require(known.containsAll(node.shape().symbols()), graph, "unbound: no input has the symbols of " + node);
        }
    }

    private static void require(boolean holds, Graph graph, String breach) {
        if (!holds) {
            throw new IllegalStateException("graph '" + graph.name() + "': " + breach);
        }
    }
}
