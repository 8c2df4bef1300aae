package dev.konomi.engine.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A finished computation: named outputs and every node that they need, and no other. Each node stands behind what it
 * reads. Made by {@link GraphBuilder#build()}.
 */
public final class Graph {

    private final String name;
    private final List<Node> nodes;
    private final Map<String, Node> outputs;

    /** Takes the nodes as they are; {@link GraphCheck} says whether they make a graph. */
    Graph(String name, List<Node> nodes, Map<String, Node> outputs) {
        this.name = name;
        this.nodes = List.copyOf(nodes);
        this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    public String name() {
        return name;
    }

    public List<Node> nodes() {
        return nodes;
    }

    /** In the order in which they were declared. */
    public Map<String, Node> outputs() {
        return outputs;
    }

    /** The inputs that some output depends on, in the order in which they were declared: exactly those to be fed. */
    public Map<String, Node> inputs() {
        Map<String, Node> inputs = new LinkedHashMap<>();
        for (Node node : nodes) {
            if (node.op() == Op.INPUT) {
                inputs.put(node.attributes().text("name"), node);
            }
        }
        return inputs;
    }

    @Override
    public String toString() {
        return GraphPrinter.print(this);
    }
}
