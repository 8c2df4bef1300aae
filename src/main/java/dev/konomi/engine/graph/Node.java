package dev.konomi.engine.graph;

import dev.konomi.engine.tensor.DType;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One value of a graph: an op, what it reads, and what type comes out. Immutable; made by a {@link GraphBuilder},
 * which numbers nodes so that each stands behind everything that it reads. Two nodes are equal only if they are the
 * same node.
 */
public final class Node {

    private final int id;
    private final Op op;
    private final List<Node> inputs;
    private final Attributes attributes;
    private final TensorType type;

    Node(int id, Op op, List<Node> inputs, Attributes attributes, TensorType type) {
        this.id = id;
        this.op = op;
        this.inputs = List.copyOf(inputs);
        this.attributes = attributes;
        this.type = type;
    }

    public int id() {
        return id;
    }

    public Op op() {
        return op;
    }

    public List<Node> inputs() {
        return inputs;
    }

    public Node input(int index) {
        return inputs.get(index);
    }

    public Attributes attributes() {
        return attributes;
    }

    public TensorType type() {
        return type;
    }

    public DType dtype() {
        return type.dtype();
    }

    public Shape shape() {
        return type.shape();
    }

    public Dim dim(int axis) {
        return type.shape().dim(axis);
    }

    /** {@code %3: f32[2,4,8,8] = conv(%1, %2) {pads=[1,1,1,1], stride=1}}. */
    @Override
    public String toString() {
        return print(node -> "%" + node.id);
    }

    String print(Function<Node, String> names) {
        String arguments = inputs.stream().map(names).collect(Collectors.joining(", ", "(", ")"));
        String tail = attributes.toString();
        return names.apply(this) + ": " + type + " = " + op + arguments + (tail.isEmpty() ? "" : " " + tail);
    }
}
