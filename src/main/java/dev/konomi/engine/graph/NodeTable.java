package dev.konomi.engine.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes of one builder, each once and behind what it reads. */
final class NodeTable {

    private final String graphName;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Key, Node> known = new HashMap<>();

    private record Key(Op op, List<Integer> inputs, Attributes attributes) {}

    NodeTable(String graphName) {
        this.graphName = graphName;
    }

    /** A node that computes this: the one already there, or a new one if its operands fit. */
    Node add(Op op, Attributes attributes, Node... inputs) {
        for (Node input : inputs) {
            requireMine(input);
        }
        Key key = new Key(op, Arrays.stream(inputs).map(Node::id).toList(), attributes);
        return known.computeIfAbsent(key, absent -> {
            List<TensorType> types = Arrays.stream(inputs).map(Node::type).toList();
            TensorType type = ShapeRules.infer(op, types, attributes);
            Node node = new Node(nodes.size(), op, List.of(inputs), attributes, type);
            nodes.add(node);
            return node;
        });
    }

    List<Node> all() {
        return Collections.unmodifiableList(nodes);
    }

    /** The results and everything that they read, in order. */
    List<Node> neededFor(Collection<Node> results) {
        Set<Node> live = new HashSet<>(results);
        Deque<Node> open = new ArrayDeque<>(live);
        while (!open.isEmpty()) {
            for (Node input : open.pop().inputs()) {
                if (live.add(input)) {
                    open.push(input);
                }
            }
        }
        return nodes.stream().filter(live::contains).toList();
    }

    void requireMine(Node node) {
        if (node.id() >= nodes.size() || nodes.get(node.id()) != node) {
            throw new IllegalArgumentException("graph '" + graphName + "' is not where this node was made: " + node);
        }
    }
}
