package dev.konomi.engine.graph;

import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Writes a graph down, one node per call. Shapes are checked at once; the same op on the same nodes with the same
 * attributes is the same node.
 *
 * <pre>{@code
 * GraphBuilder g = new GraphBuilder("two layers");
 * Node x = g.input("x", "B", 64);                                     // f32[B,64], any batch size
 * Node h = g.relu(g.gemm(x, g.weight(ref1), g.weight(bias1), false, true));
 * g.output("y", g.gemm(h, g.weight(ref2), false, true));
 * Graph graph = g.build();                                            // only what "y" needs
 * }</pre>
 *
 * <p>Element-wise ops broadcast as NumPy does. Axes may be counted from the end (-1 is the last). Layers made of
 * several ops are in {@link Layers}.
 */
public final class GraphBuilder {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:/-]*");

    private final String name;
    private final NodeTable nodes;
    private final Map<String, Node> outputs = new LinkedHashMap<>();

    public GraphBuilder(String name) {
        this.name = name;
        this.nodes = new NodeTable(name);
    }

    // ---- leaves -----------------------------------------------------------------------------------------------

    /** An F32 input; each dim is an integer, a symbol ({@code "B"}) or a {@link Dim}. */
    public Node input(String inputName, Object... dims) {
        return input(inputName, TensorType.f32(dims));
    }

    /** An I64 input. */
    public Node inputI64(String inputName, Object... dims) {
        return input(inputName, TensorType.i64(dims));
    }

    /** An input of any type, fed by name at every run. Asked twice for the same name and type: the same node. */
    public Node input(String inputName, TensorType type) {
        requireName(inputName);
        Node node = add(
                Op.INPUT,
                Attributes.of("name", inputName).with("dtype", type.dtype()).with("shape", type.shape()));
        for (Node other : nodes.all()) {
            if (other != node
                    && other.op() == Op.INPUT
                    && other.attributes().text("name").equals(inputName)) {
                throw new IllegalArgumentException(
                        "expected one type for input '" + inputName + "', found " + other.type() + " and " + type);
            }
        }
        return node;
    }

    /** Numbers that stand in the graph itself; for small things, weights go by {@link #weight}. */
    public Node constant(Tensor value) {
        return add(Op.CONSTANT, Attributes.of("value", value));
    }

    public Node scalar(float value) {
        return constant(Tensor.scalar(value));
    }

    /** A number to go with values of the type. */
    public Node scalar(float value, DType dtype) {
        return cast(scalar(value), dtype);
    }

    /** A tensor of a checkpoint file, as F32 whatever its type there. */
    public Node weight(WeightRef ref) {
        return weight(ref, DType.F32);
    }

    /** A tensor of a checkpoint file as the type, whatever its type there. */
    public Node weight(WeightRef ref, DType dtype) {
        return cast(weightAsStored(ref), dtype);
    }

    /** A tensor of a checkpoint file in the type in which it is stored. */
    public Node weightAsStored(WeightRef ref) {
        return add(Op.WEIGHT, Attributes.of("ref", ref));
    }

    /** The product of dims as an F32 scalar: a number known when the graph runs. */
    public Node size(Dim... dims) {
        Shape shape = new Shape(List.of(dims));
        return shape.isStatic() ? scalar((float) shape.factor()) : add(Op.SIZE, Attributes.of("shape", shape));
    }

    // ---- one value, element by element ------------------------------------------------------------------------

    public Node cast(Node x, DType to) {
        return x.dtype() == to ? x : add(Op.CAST, Attributes.of("to", to), x);
    }

    /** The value itself, through which no gradient flows. */
    public Node stopGradient(Node x) {
        return add(Op.STOP_GRADIENT, x);
    }

    public Node neg(Node x) {
        return add(Op.NEG, x);
    }

    public Node abs(Node x) {
        return add(Op.ABS, x);
    }

    public Node exp(Node x) {
        return add(Op.EXP, x);
    }

    public Node log(Node x) {
        return add(Op.LOG, x);
    }

    public Node sqrt(Node x) {
        return add(Op.SQRT, x);
    }

    public Node reciprocal(Node x) {
        return add(Op.RECIPROCAL, x);
    }

    public Node cos(Node x) {
        return add(Op.COS, x);
    }

    public Node sin(Node x) {
        return add(Op.SIN, x);
    }

    public Node erf(Node x) {
        return add(Op.ERF, x);
    }

    public Node tanh(Node x) {
        return add(Op.TANH, x);
    }

    public Node sigmoid(Node x) {
        return add(Op.SIGMOID, x);
    }

    public Node relu(Node x) {
        return add(Op.RELU, x);
    }

    /** x · sigmoid(x). */
    public Node silu(Node x) {
        return add(Op.SILU, x);
    }

    /** x · Φ(x), with the exact normal distribution function. */
    public Node gelu(Node x) {
        return add(Op.GELU, x);
    }

    /** x · sigmoid(1.702 x). */
    public Node quickGelu(Node x) {
        return add(Op.QUICK_GELU, x);
    }

    /** Into [min, max]; the gradient flows where x is within, bounds included. */
    public Node clip(Node x, float min, float max) {
        return add(Op.CLIP, Attributes.of("min", min).with("max", max), x);
    }

    // ---- several values, element by element -------------------------------------------------------------------

    public Node add(Node a, Node b) {
        return add(Op.ADD, a, b);
    }

    public Node add(Node a, float b) {
        return add(a, scalar(b, a.dtype()));
    }

    public Node sub(Node a, Node b) {
        return add(Op.SUB, a, b);
    }

    public Node mul(Node a, Node b) {
        return add(Op.MUL, a, b);
    }

    public Node mul(Node a, float b) {
        return mul(a, scalar(b, a.dtype()));
    }

    public Node div(Node a, Node b) {
        return add(Op.DIV, a, b);
    }

    /** The greater one; where both are equal the gradient goes to a. */
    public Node max(Node a, Node b) {
        return add(Op.MAX, a, b);
    }

    /** The smaller one; where both are equal the gradient goes to a. */
    public Node min(Node a, Node b) {
        return add(Op.MIN, a, b);
    }

    /** A bool: cast it, or choose by it with {@link #where}. */
    public Node equal(Node a, Node b) {
        return add(Op.EQUAL, a, b);
    }

    /** a &gt; b, a bool. */
    public Node greater(Node a, Node b) {
        return add(Op.GREATER, a, b);
    }

    /** a ≥ b, a bool. */
    public Node greaterOrEqual(Node a, Node b) {
        return add(Op.GREATER_OR_EQUAL, a, b);
    }

    /** a where the condition holds, b elsewhere. */
    public Node where(Node condition, Node a, Node b) {
        return add(Op.WHERE, condition, a, b);
    }

    // ---- matrices ---------------------------------------------------------------------------------------------

    /** op(a) · op(b) of two matrices, each transposed first if asked: {@code transB} for weights [out, in]. */
    public Node gemm(Node a, Node b, boolean transA, boolean transB) {
        return add(Op.GEMM, Attributes.of("transA", transA).with("transB", transB), a, b);
    }

    /** op(a) · op(b) + c, where c is a bias [n], a matrix, or anything that broadcasts to the result. */
    public Node gemm(Node a, Node b, Node c, boolean transA, boolean transB) {
        return add(Op.GEMM, Attributes.of("transA", transA).with("transB", transB), a, b, c);
    }

    /** Products of stacks of matrices [..., m, k] and [..., k, n]; the leading axes broadcast. */
    public Node matmul(Node a, Node b) {
        return add(Op.MATMUL, a, b);
    }

    /**
     * softmax(q kᵀ / √(channels / heads)) v in each head.
     *
     * @param q [batch, tokens, channels]
     * @param k [batch, keys, channels]
     * @param v [batch, keys, channels]
     * @return [batch, tokens, channels]
     */
    public Node attention(Node q, Node k, Node v, int heads) {
        return add(Op.ATTENTION, Attributes.of("heads", heads), q, k, v);
    }

    /** The same with a mask [1, 1, tokens, keys] added to the scores; see {@link Layers#causalMask}. */
    public Node attention(Node q, Node k, Node v, Node mask, int heads) {
        return add(Op.ATTENTION, Attributes.of("heads", heads), q, k, v, mask);
    }

    // ---- layout -----------------------------------------------------------------------------------------------

    public Node reshape(Node x, Object... dims) {
        return reshape(x, Shape.of(dims));
    }

    public Node reshape(Node x, Shape shape) {
        if (x.shape().equals(shape)) {
            return x;
        }
        Node source = x.op() == Op.RESHAPE ? x.input(0) : x;
        return source.shape().equals(shape) ? source : add(Op.RESHAPE, Attributes.of("shape", shape), source);
    }

    /** Axis i of the result is axis {@code perm[i]} of x. */
    public Node transpose(Node x, int... perm) {
        if (x.op() == Op.TRANSPOSE && perm.length == x.shape().ndim()) {
            int[] inner = x.attributes().integers("perm");
            return transpose(x.input(0), IntStream.of(perm).map(i -> inner[i]).toArray());
        }
        boolean same = Arrays.equals(perm, IntStream.range(0, x.shape().ndim()).toArray());
        return same ? x : add(Op.TRANSPOSE, Attributes.of("perm", longs(perm)), x);
    }

    /** x repeated until it has the shape, by the rules of broadcasting. */
    public Node expand(Node x, Shape shape) {
        return x.shape().equals(shape) ? x : add(Op.EXPAND, Attributes.of("shape", shape), x);
    }

    public Node concat(int axis, List<Node> parts) {
        return parts.size() == 1
                ? parts.get(0)
                : add(Op.CONCAT, Attributes.of("axis", axis(parts.get(0), axis)), parts.toArray(Node[]::new));
    }

    public Node concat(int axis, Node... parts) {
        return concat(axis, List.of(parts));
    }

    /** The entries {@code from} to {@code toExclusive} along one axis. */
    public Node slice(Node x, int axis, long from, long toExclusive) {
        return slice(x, axis, Dim.of(from), Dim.of(toExclusive));
    }

    /** The same on an axis with a symbol: {@code slice(x, 0, Dim.of(1, "B"), Dim.of(2, "B"))} is its second half. */
    public Node slice(Node x, int axis, Dim from, Dim toExclusive) {
        int at = axis(x, axis);
        return from.factor() == 0 && toExclusive.equals(x.dim(at))
                ? x
                : add(Op.SLICE, Attributes.of("axis", at).with("from", from).with("to", toExclusive), x);
    }

    /** x with zeros before and behind it along one axis. */
    public Node pad(Node x, int axis, Dim before, Dim after) {
        return before.factor() == 0 && after.factor() == 0
                ? x
                : add(
                        Op.PAD,
                        Attributes.of("axis", axis(x, axis))
                                .with("before", before)
                                .with("after", after),
                        x);
    }

    /**
     * Rows of a table: token embeddings by id, adapters by slot.
     *
     * @param table [n, ...]
     * @param index I64 of any shape, each 0 to n − 1
     * @return the index's axes, then the table's without its first
     */
    public Node gather(Node table, Node index) {
        return add(Op.GATHER, table, index);
    }

    /**
     * Which index is which, one row per value.
     *
     * @param index I64 [k]
     * @return F32 [depth, k], 1 where the index is the row's number, else 0
     */
    public Node oneHot(Node index, Dim depth) {
        return add(Op.ONE_HOT, Attributes.of("depth", depth), index);
    }

    // ---- sums and norms ---------------------------------------------------------------------------------------

    /** Sum over the axes, which disappear. */
    public Node reduceSum(Node x, int... axes) {
        return reduce(Op.REDUCE_SUM, x, false, axes);
    }

    /** Sum over the axes, which stay with a dim of 1. */
    public Node reduceSumKeep(Node x, int... axes) {
        return reduce(Op.REDUCE_SUM, x, true, axes);
    }

    /** Mean over the axes, which disappear. */
    public Node reduceMean(Node x, int... axes) {
        return reduce(Op.REDUCE_MEAN, x, false, axes);
    }

    /** Mean over the axes, which stay with a dim of 1. */
    public Node reduceMeanKeep(Node x, int... axes) {
        return reduce(Op.REDUCE_MEAN, x, true, axes);
    }

    /** Mean over everything: a scalar. */
    public Node mean(Node x) {
        return reduceMean(x, IntStream.range(0, x.shape().ndim()).toArray());
    }

    /** What broadcasting repeated, summed up again, so that x gets the shape. */
    public Node sumTo(Node x, Shape shape) {
        int extra = x.shape().ndim() - shape.ndim();
        int[] axes = IntStream.range(0, x.shape().ndim())
                .filter(axis -> axis < extra || !shape.dim(axis - extra).equals(x.dim(axis)))
                .toArray();
        return axes.length == 0 ? x : reshape(reduceSum(x, axes), shape);
    }

    /** Over the last axis. */
    public Node softmax(Node x) {
        return add(Op.SOFTMAX, x);
    }

    /** (x − mean) / √(variance + epsilon) over the last axis, times gamma [channels], plus beta [channels]. */
    public Node layerNorm(Node x, Node gamma, Node beta, float epsilon) {
        return add(Op.LAYER_NORM, Attributes.of("epsilon", epsilon), x, gamma, beta);
    }

    /**
     * The same over each group of channels of each image.
     *
     * @param x [batch, channels, height, width]
     * @param gamma [channels]
     * @param beta [channels]
     */
    public Node groupNorm(Node x, Node gamma, Node beta, int groups, float epsilon) {
        return add(Op.GROUP_NORM, Attributes.of("epsilon", epsilon).with("groups", groups), x, gamma, beta);
    }

    /** The mean over the last axis, which stays with a dim of 1; part of a norm's gradient, has none itself. */
    public Node normMean(Node x, float epsilon) {
        return add(Op.NORM_MEAN, Attributes.of("epsilon", epsilon), x);
    }

    /** 1 / √(variance + epsilon) over the last axis; part of a norm's gradient, has none itself. */
    public Node normInverseDeviation(Node x, float epsilon) {
        return add(Op.NORM_INVERSE_DEVIATION, Attributes.of("epsilon", epsilon), x);
    }

    // ---- images -----------------------------------------------------------------------------------------------

    /** A convolution without a bias; see {@link ConvShape}. */
    public Node conv(Node x, Node weight, ConvShape how) {
        return add(Op.CONV, how.attributes(), x, weight);
    }

    /**
     * A convolution with a bias.
     *
     * @param x [batch, in, height, width]
     * @param weight [out, in, kernelHeight, kernelWidth]
     * @param bias [out]
     */
    public Node conv(Node x, Node weight, Node bias, ConvShape how) {
        return add(Op.CONV, how.attributes(), x, weight, bias);
    }

    /** A convolution's output gradient taken back to its input of the given size; has no gradient itself. */
    public Node convInputGradient(Node dy, Node weight, ConvShape how, int height, int width) {
        return add(
                Op.CONV_INPUT_GRADIENT, how.attributes().with("height", height).with("width", width), dy, weight);
    }

    /** A convolution's input and output gradient taken to its weights' gradient; has no gradient itself. */
    public Node convWeightGradient(Node x, Node dy, ConvShape how, int kernelHeight, int kernelWidth) {
        Attributes attributes =
                how.attributes().with("kernelHeight", kernelHeight).with("kernelWidth", kernelWidth);
        return add(Op.CONV_WEIGHT_GRADIENT, attributes, x, dy);
    }

    /** The greatest number of each square of {@code factor × factor}. */
    public Node maxPool(Node x, int factor) {
        return add(Op.MAX_POOL, Attributes.of("factor", factor), x);
    }

    /** The mean of each square of {@code factor × factor}. */
    public Node averagePool(Node x, int factor) {
        return add(Op.AVERAGE_POOL, Attributes.of("factor", factor), x);
    }

    /** Each pixel as a square of {@code factor × factor} (nearest neighbour). */
    public Node upsample(Node x, int factor) {
        return add(Op.UPSAMPLE, Attributes.of("factor", factor), x);
    }

    // ---- the graph --------------------------------------------------------------------------------------------

    /** Declares a result that every run can return. */
    public void output(String outputName, Node node) {
        requireName(outputName);
        nodes.requireMine(node);
        if (outputs.putIfAbsent(outputName, node) != null) {
            throw new IllegalArgumentException("output '" + outputName + "' is declared twice");
        }
    }

    /** The nodes that the outputs need, checked. The builder can go on and build again. */
    public Graph build() {
        if (outputs.isEmpty()) {
            throw new IllegalStateException("graph '" + name + "': expected at least one output, found none");
        }
        return GraphCheck.check(new Graph(name, nodes.neededFor(outputs.values()), outputs));
    }

    /** Every node made so far, each behind what it reads. */
    public List<Node> nodes() {
        return nodes.all();
    }

    private Node reduce(Op op, Node x, boolean keep, int[] axes) {
        if (axes.length == 0) {
            return x;
        }
        int[] sorted = IntStream.of(axes).map(axis -> axis(x, axis)).sorted().toArray();
        return add(op, Attributes.of("axes", longs(sorted)).with("keep", keep), x);
    }

    private Node add(Op op, Node... inputs) {
        return add(op, Attributes.NONE, inputs);
    }

    private Node add(Op op, Attributes attributes, Node... inputs) {
        return nodes.add(op, attributes, inputs);
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("expected a name like 'down_blocks.0/x', found '" + name + "'");
        }
    }

    private static int axis(Node x, int axis) {
        return axis < 0 ? axis + x.shape().ndim() : axis;
    }

    private static List<Long> longs(int[] values) {
        return IntStream.of(values).mapToObj(value -> (long) value).toList();
    }
}
