package dev.konomi.engine.onnx;

import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.Shape;
import dev.konomi.engine.tensor.DType;
import java.util.HashMap;
import java.util.Map;

/** What symbols stand for when the graph runs: read off the shapes of its inputs. */
final class DimValues {

    private final Graph graph;
    private final OnnxNodes onnx;
    private final Map<String, String> symbols = new HashMap<>();

    DimValues(Graph graph, OnnxNodes onnx) {
        this.graph = graph;
        this.onnx = onnx;
    }

    /** I64 [1]. */
    String dim(Dim dim) {
        if (dim.isStatic()) {
            return onnx.ints(dim.factor());
        }
        String symbol = symbols.computeIfAbsent(dim.symbol(), this::readOff);
        return dim.factor() == 1 ? symbol : onnx.apply("Mul", symbol, onnx.ints(dim.factor()));
    }

    /** I64 [ndim]. */
    String shape(Shape shape) {
        if (shape.isStatic()) {
            return onnx.ints(shape.dims().stream().mapToLong(Dim::factor).toArray());
        }
        String[] dims = shape.dims().stream().map(this::dim).toArray(String[]::new);
        return onnx.call("Concat", dims).with("axis", 0L).one();
    }

    /** The number of elements, as an F32 scalar. */
    String size(Shape shape) {
        String product = onnx.ints(shape.factor());
        for (String symbol : shape.symbols()) {
            product = onnx.apply("Mul", product, dim(Dim.of(symbol)));
        }
        String scalar = onnx.apply("Squeeze", product);
        return onnx.call("Cast", scalar)
                .with("to", OnnxTypes.of(DType.F32).getNumber())
                .one();
    }

    /** A target for Reshape: at most one dim is computed by the runtime (-1), dims that stay are 0. */
    String reshapeTarget(Shape from, Shape to) {
        long[] target = new long[to.ndim()];
        int open = 0;
        for (int axis = 0; axis < target.length; axis++) {
            Dim dim = to.dim(axis);
            if (dim.isStatic()) {
                target[axis] = dim.factor();
            } else if (to.symbols().size() > 1
                    && axis < from.ndim()
                    && from.dim(axis).equals(dim)) {
                target[axis] = 0;
            } else {
                target[axis] = -1;
                open++;
            }
        }
        return open > 1 ? shape(to) : onnx.ints(target);
    }

    private String readOff(String symbol) {
        for (Map.Entry<String, Node> input : graph.inputs().entrySet()) {
            Shape shape = input.getValue().shape();
            for (int axis = 0; axis < shape.ndim(); axis++) {
                if (shape.dim(axis).symbol().equals(symbol)) {
                    String length = onnx.call("Shape", input.getKey())
                            .with("start", (long) axis)
                            .with("end", axis + 1L)
                            .one();
                    long factor = shape.dim(axis).factor();
                    return factor == 1 ? length : onnx.apply("Div", length, onnx.ints(factor));
                }
            }
        }
        throw new IllegalArgumentException(
                "graph '" + graph.name() + "': expected an input with a dim of " + symbol + ", found none");
    }
}
