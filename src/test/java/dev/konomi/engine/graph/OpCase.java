package dev.konomi.engine.graph;

import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A small use of one op. Inputs are named by what numbers they take: those whose names begin with {@code positive}
 * are between 0.5 and 2, all others normal; indices are 0 to 2.
 */
public record OpCase(Function<GraphBuilder, Node> build) {

    private static final Map<String, Integer> SYMBOLS = Map.of("", 1, "B", 2, "S", 3, "R", 2);
    private static final ConvShape UNEVEN = new ConvShape(2, 0, 1, 2, 1);

    public static OpCase of(Op op) {
        return new OpCase(
                switch (op) {
                    case INPUT -> g -> x(g);
                    case CONSTANT -> g -> g.add(x(g), g.constant(Tensor.f32(new int[] {4}, new float[] {1, -2, 3, 4})));
                    case WEIGHT -> g -> x(g); // files are the concern of ExternalWeightsTest
                    case SIZE -> g -> g.mul(x(g), g.size(Dim.of(3, "B"), Dim.of("B"), Dim.of(2)));
                    case CAST -> g -> g.cast(g.cast(x(g), DType.F64), DType.F32);
                    case STOP_GRADIENT -> g -> g.mul(x(g), g.stopGradient(g.input("z", "B", 3, 4)));
                    case NEG -> g -> g.neg(x(g));
                    case ABS -> g -> g.abs(x(g));
                    case EXP -> g -> g.exp(x(g));
                    case LOG -> g -> g.log(positive(g));
                    case SQRT -> g -> g.sqrt(positive(g));
                    case RECIPROCAL -> g -> g.reciprocal(positive(g));
                    case COS -> g -> g.cos(x(g));
                    case SIN -> g -> g.sin(x(g));
                    case ERF -> g -> g.erf(x(g));
                    case TANH -> g -> g.tanh(x(g));
                    case SIGMOID -> g -> g.sigmoid(x(g));
                    case RELU -> g -> g.relu(x(g));
                    case SILU -> g -> g.silu(x(g));
                    case GELU -> g -> g.gelu(x(g));
                    case QUICK_GELU -> g -> g.quickGelu(x(g));
                    case CLIP -> g -> g.clip(x(g), -0.5f, 0.7f);
                    case ADD -> g -> g.add(x(g), row(g));
                    case SUB -> g -> g.sub(row(g), x(g));
                    case MUL -> g -> g.mul(x(g), row(g));
                    case DIV -> g -> g.div(x(g), g.input("positive", 3, 1));
                    case MAX -> g -> g.max(x(g), row(g));
                    case MIN -> g -> g.min(x(g), row(g));
                    case EQUAL -> g -> number(g, g.equal(x(g), g.relu(x(g))));
                    case GREATER -> g -> g.mul(number(g, g.greater(x(g), row(g))), row(g));
                    case GREATER_OR_EQUAL -> g -> g.mul(number(g, g.greaterOrEqual(x(g), row(g))), row(g));
                    case WHERE -> g -> g.where(g.greater(x(g), g.scalar(0)), g.exp(x(g)), row(g));
                    case GEMM -> g -> gemms(g);
                    case MATMUL -> g -> g.matmul(g.input("x", "B", 3, 2, 4), g.input("z", "B", 1, 4, 5));
                    case ATTENTION -> g -> attention(g);
                    case RESHAPE -> g -> g.reshape(g.input("x", "S", "B", 2, "R"), "S", Dim.of(2, "B"), "R");
                    case TRANSPOSE -> g -> g.transpose(x(g), 2, 0, 1);
                    case EXPAND -> g -> g.expand(g.mul(g.input("x", "B", 1, 4), 2), Shape.of("B", 3, 4));
                    case CONCAT -> g -> g.concat(0, x(g), g.input("z", Dim.of(2, "B"), 3, 4));
                    case SLICE ->
                        g -> g.mul(
                                g.slice(g.input("x", Dim.of(3, "B"), 4), 0, Dim.of("B"), Dim.of(2, "B")),
                                g.slice(g.input("z", "B", 6), -1, 1, 5));
                    case PAD -> g -> g.pad(g.pad(x(g), 1, Dim.of(1), Dim.of(2)), 0, Dim.of("B"), Dim.of(0));
                    case GATHER -> g -> g.gather(g.input("table", "S", "R", 4), g.inputI64("index", "B", 2));
                    case ONE_HOT ->
                        g -> g.matmul(
                                g.transpose(g.input("x", "S", 4), 1, 0),
                                g.oneHot(g.inputI64("index", "B"), Dim.of("S")));
                    case REDUCE_SUM -> g -> g.add(g.reduceSum(x(g), 0, 2), g.reduceSumKeep(x(g), 2));
                    case REDUCE_MEAN -> g -> g.mul(g.reduceMean(x(g), 0, 2), g.reduceMeanKeep(x(g), 2));
                    case SOFTMAX -> g -> g.softmax(x(g));
                    case LAYER_NORM -> g -> g.layerNorm(x(g), g.input("gamma", 4), g.input("beta", 4), 1e-3f);
                    case GROUP_NORM -> g -> g.groupNorm(image(g, 6), g.input("gamma", 6), g.input("beta", 6), 2, 1e-3f);
                    case NORM_MEAN -> g -> g.normMean(x(g), 1e-3f);
                    case NORM_INVERSE_DEVIATION -> g -> g.normInverseDeviation(x(g), 1e-3f);
                    case CONV -> g -> convs(g);
                    case CONV_INPUT_GRADIENT ->
                        g -> g.add(
                                g.convInputGradient(image(g, 3), g.input("w", 3, 2, 3, 3), ConvShape.padded(1), 4, 4),
                                g.convInputGradient(
                                        g.input("dy", "B", 3, 2, 2), g.input("v", 3, 2, 3, 3), UNEVEN, 4, 4));
                    case CONV_WEIGHT_GRADIENT ->
                        g -> g.add(
                                g.convWeightGradient(
                                        image(g, 2), g.input("dy", "B", 3, 4, 4), ConvShape.padded(1), 3, 3),
                                g.add(
                                        g.convWeightGradient(image(g, 2), g.input("dz", "B", 3, 2, 2), UNEVEN, 3, 3),
                                        g.slice(manyChannels(g), 1, 3, 5)));
                    case MAX_POOL -> g -> g.maxPool(image(g, 2), 2);
                    case AVERAGE_POOL -> g -> g.averagePool(image(g, 2), 2);
                    case UPSAMPLE -> g -> g.upsample(image(g, 2), 2);
                });
    }

    /** Numbers for every input of a graph, the same ones for the same graph. */
    public static Map<String, Tensor> numbers(Graph graph) {
        Random random = new Random(7);
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        graph.inputs().forEach((name, node) -> numbers.put(name, numbers(name, node.type(), random)));
        return numbers;
    }

    private static Tensor numbers(String name, TensorType type, Random random) {
        int[] shape = type.shape().dims().stream()
                .mapToInt(dim -> (int) dim.factor() * SYMBOLS.get(dim.symbol()))
                .toArray();
        int count = IntStream.of(shape).reduce(1, (a, b) -> a * b);
        if (type.dtype() == DType.I64) {
            return Tensor.i64(shape, random.longs(count, 0, 3).toArray());
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = name.startsWith("positive")
                    ? 0.5f + 1.5f * random.nextFloat()
                    : (float) Math.max(-3, Math.min(3, random.nextGaussian()));
        }
        return Tensor.f32(shape, values);
    }

    private static Node x(GraphBuilder g) {
        return g.input("x", "B", 3, 4);
    }

    private static Node positive(GraphBuilder g) {
        return g.input("positive", "B", 3, 4);
    }

    private static Node row(GraphBuilder g) {
        return g.input("row", 3, 1);
    }

    private static Node image(GraphBuilder g, int channels) {
        return g.input("image", "B", channels, 4, 4);
    }

    /** Something that the runtime can return and, with an input in it, a gradient can be taken of. */
    private static Node number(GraphBuilder g, Node condition) {
        return g.mul(g.cast(condition, DType.F32), x(g));
    }

    private static Node gemms(GraphBuilder g) {
        Node plain = g.gemm(g.input("a", "B", 3), g.input("b", 3, 4), g.input("bias", 4), false, false);
        Node turnedB = g.gemm(g.input("a", "B", 3), g.input("bT", 4, 3), plain, false, true);
        Node turnedA = g.gemm(g.input("aT", 3, "B"), g.input("b", 3, 4), turnedB, true, false);
        return g.gemm(g.input("aT", 3, "B"), g.input("bT", 4, 3), turnedA, true, true);
    }

    private static Node attention(GraphBuilder g) {
        Node q = g.input("q", "B", 3, 8);
        Node self = g.attention(q, g.input("k", "B", 3, 8), g.input("v", "B", 3, 8), Layers.causalMask(g, 3), 2);
        return g.attention(self, g.input("k2", "B", 5, 8), g.input("v2", "B", 5, 8), 4);
    }

    /** Enough of them for the runtime's other form. */
    private static Node manyChannels(GraphBuilder g) {
        return g.convWeightGradient(g.input("many", "B", 5, 4, 4), g.input("dm", "B", 3, 2, 2), UNEVEN, 3, 3);
    }

    private static Node convs(GraphBuilder g) {
        Node same = g.conv(image(g, 2), g.input("w", 3, 2, 3, 3), g.input("bias", 3), ConvShape.padded(1));
        Node pointwise = g.conv(same, g.input("p", 4, 3, 1, 1), ConvShape.padded(0));
        Node halved = g.conv(pointwise, g.input("h", 2, 4, 3, 3), ConvShape.halving(1));
        Node uneven = g.conv(pointwise, g.input("u", 2, 4, 3, 3), ConvShape.halvingPaddedAtEnd());
        return g.add(halved, uneven);
    }
}
