package dev.konomi.engine.graph;

import dev.konomi.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The judge of every faster way to compute a graph: loops over doubles, one formula per op. */
public final class Reference {

    private final Map<String, Tensor> inputs;
    private final Map<String, Integer> symbols = new HashMap<>();
    private final Map<Node, Array> values = new HashMap<>();

    private Reference(Map<String, Tensor> inputs) {
        this.inputs = inputs;
    }

    /** The outputs' numbers in order of the outputs. */
    public static Map<String, double[]> run(Graph graph, Map<String, Tensor> inputs) {
        Reference reference = new Reference(inputs);
        graph.inputs().forEach((name, node) -> reference.readOff(node.shape(), inputs.get(name)));
        for (Node node : graph.nodes()) {
            Array[] in = node.inputs().stream().map(reference.values::get).toArray(Array[]::new);
            reference.values.put(node, reference.compute(node, in));
        }
        Map<String, double[]> outputs = new LinkedHashMap<>();
        graph.outputs()
                .forEach((name, node) ->
                        outputs.put(name, reference.values.get(node).data()));
        return outputs;
    }

    private Array compute(Node node, Array[] in) {
        Attributes at = node.attributes();
        int[] shape = concrete(node.shape());
        return switch (node.op()) {
            case INPUT -> Array.of(inputs.get(at.text("name")));
            case CONSTANT -> Array.of(at.tensor("value"));
            case WEIGHT -> throw new UnsupportedOperationException("the reference reads no files: " + node);
            case SIZE ->
                new Array(new int[0], new double[] {
                    IntStream.of(concrete(at.shape("shape"))).reduce(1, (a, b) -> a * b)
                });
            case CAST, STOP_GRADIENT, RESHAPE -> in[0].reshape(shape);
            case NEG -> in[0].map(x -> -x);
            case ABS -> in[0].map(Math::abs);
            case EXP -> in[0].map(Math::exp);
            case LOG -> in[0].map(Math::log);
            case SQRT -> in[0].map(Math::sqrt);
            case RECIPROCAL -> in[0].map(x -> 1 / x);
            case COS -> in[0].map(Math::cos);
            case SIN -> in[0].map(Math::sin);
            case ERF -> in[0].map(ReferenceKernels::erf);
            case TANH -> in[0].map(Math::tanh);
            case SIGMOID -> in[0].map(ReferenceKernels::sigmoid);
            case RELU -> in[0].map(x -> Math.max(x, 0));
            case SILU -> in[0].map(x -> x * ReferenceKernels.sigmoid(x));
            case GELU -> in[0].map(x -> x * 0.5 * (1 + ReferenceKernels.erf(x / Math.sqrt(2))));
            case QUICK_GELU -> in[0].map(x -> x * ReferenceKernels.sigmoid(1.702 * x));
            case CLIP -> in[0].map(x -> Math.min(Math.max(x, at.number("min")), at.number("max")));
            case ADD -> in[0].with(in[1], shape, Double::sum);
            case SUB -> in[0].with(in[1], shape, (a, b) -> a - b);
            case MUL -> in[0].with(in[1], shape, (a, b) -> a * b);
            case DIV -> in[0].with(in[1], shape, (a, b) -> a / b);
            case MAX -> in[0].with(in[1], shape, Math::max);
            case MIN -> in[0].with(in[1], shape, Math::min);
            case EQUAL -> in[0].with(in[1], shape, (a, b) -> a == b ? 1 : 0);
            case GREATER -> in[0].with(in[1], shape, (a, b) -> a > b ? 1 : 0);
            case GREATER_OR_EQUAL -> in[0].with(in[1], shape, (a, b) -> a >= b ? 1 : 0);
            case WHERE -> Array.of(shape, i -> (in[0].broadcastAt(i) != 0 ? in[1] : in[2]).broadcastAt(i));
            case GEMM -> ReferenceKernels.gemm(in, at.flag("transA"), at.flag("transB"), shape);
            case MATMUL -> ReferenceKernels.matmul(in[0], in[1], shape);
            case ATTENTION -> ReferenceKernels.attention(in, at.integer("heads"));
            case TRANSPOSE -> transpose(in[0], at.integers("perm"), shape);
            case EXPAND -> Array.of(shape, in[0]::broadcastAt);
            case CONCAT -> ReferenceKernels.concat(List.of(in), at.integer("axis"), shape);
            case SLICE -> shifted(in[0], at.integer("axis"), concrete(at.dim("from")), shape);
            case PAD -> shifted(in[0], at.integer("axis"), -concrete(at.dim("before")), shape);
            case GATHER -> ReferenceKernels.gather(in[0], in[1], shape);
            case ONE_HOT -> Array.of(shape, i -> in[0].at(i[1]) == i[0] ? 1 : 0);
            case REDUCE_SUM -> ReferenceKernels.reduce(in[0], at.integers("axes"), shape);
            case REDUCE_MEAN ->
                ReferenceKernels.reduce(in[0], at.integers("axes"), shape)
                        .map(x -> x * IntStream.of(shape).reduce(1, (a, b) -> a * b) / in[0].data().length);
            case SOFTMAX -> ReferenceKernels.softmax(in[0]);
            case LAYER_NORM -> ReferenceKernels.layerNorm(in, at.number("epsilon"));
            case GROUP_NORM -> ReferenceKernels.groupNorm(in, at.integer("groups"), at.number("epsilon"));
            case NORM_MEAN -> ReferenceKernels.mean(in[0], shape);
            case NORM_INVERSE_DEVIATION -> ReferenceKernels.inverseDeviation(in[0], shape, at.number("epsilon"));
            case CONV -> ReferenceImages.conv(in, ConvShape.of(at), shape);
            case CONV_INPUT_GRADIENT -> ReferenceImages.convInputGradient(in, ConvShape.of(at), shape);
            case CONV_WEIGHT_GRADIENT -> ReferenceImages.convWeightGradient(in, ConvShape.of(at), shape);
            case MAX_POOL -> ReferenceImages.maxPool(in[0], at.integer("factor"), shape);
            case AVERAGE_POOL -> ReferenceImages.averagePool(in[0], at.integer("factor"), shape);
            case UPSAMPLE ->
                Array.of(shape, i -> in[0].at(i[0], i[1], i[2] / at.integer("factor"), i[3] / at.integer("factor")));
        };
    }

    private static Array transpose(Array x, int[] perm, int[] shape) {
        return Array.of(shape, i -> {
            int[] source = new int[i.length];
            for (int axis = 0; axis < i.length; axis++) {
                source[perm[axis]] = i[axis];
            }
            return x.at(source);
        });
    }

    /** Every index moved along one axis; zero where there is nothing. */
    private static Array shifted(Array x, int axis, int by, int[] shape) {
        return Array.of(shape, i -> x.atOrZero(Array.with(i, axis, i[axis] + by)));
    }

    private void readOff(Shape shape, Tensor tensor) {
        for (int axis = 0; axis < shape.ndim(); axis++) {
            Dim dim = shape.dim(axis);
            symbols.put(dim.symbol(), Math.toIntExact(tensor.dim(axis) / dim.factor()));
        }
    }

    private int[] concrete(Shape shape) {
        return shape.dims().stream().mapToInt(this::concrete).toArray();
    }

    private int concrete(Dim dim) {
        return Math.toIntExact(dim.factor() * (dim.isStatic() ? 1 : symbols.get(dim.symbol())));
    }
}
