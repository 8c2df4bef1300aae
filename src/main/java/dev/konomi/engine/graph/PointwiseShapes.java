package dev.konomi.engine.graph;

import static dev.konomi.engine.graph.ShapeRules.require;
import static dev.konomi.engine.graph.ShapeRules.requireFloat;
import static dev.konomi.engine.graph.ShapeRules.requireSameDtype;

import dev.konomi.engine.tensor.DType;

/** Shape rules of the ops that work element by element. */
final class PointwiseShapes {

    private PointwiseShapes() {}

    static TensorType unary(TensorType x) {
        requireFloat(x);
        return x;
    }

    static TensorType clip(TensorType x, Attributes at) {
        requireFloat(x);
        require(at.number("min") <= at.number("max"), "min at most max", at);
        return x;
    }

    static TensorType binary(TensorType a, TensorType b) {
        requireSameDtype(a, b);
        require(a.dtype() != DType.BOOL, "numbers", a);
        return new TensorType(a.dtype(), broadcast(a.shape(), b.shape()));
    }

    static TensorType comparison(TensorType a, TensorType b) {
        return new TensorType(DType.BOOL, binary(a, b).shape());
    }

    static TensorType where(TensorType condition, TensorType a, TensorType b) {
        require(condition.dtype() == DType.BOOL, "a condition of bool", condition);
        return new TensorType(
                a.dtype(), broadcast(condition.shape(), binary(a, b).shape()));
    }

    /** Shapes aligned at their last axes; a dim of 1 stretches. */
    static Shape broadcast(Shape a, Shape b) {
        int ndim = Math.max(a.ndim(), b.ndim());
        Object[] dims = new Object[ndim];
        for (int i = 0; i < ndim; i++) {
            Dim left = fromEnd(a, ndim - i);
            Dim right = fromEnd(b, ndim - i);
            boolean stretches = left.equals(Dim.of(1));
            require(
                    stretches || right.equals(Dim.of(1)) || left.equals(right),
                    "shapes that broadcast",
                    a + " and " + b);
            dims[i] = stretches ? right : left;
        }
        return Shape.of(dims);
    }

    private static Dim fromEnd(Shape shape, int distance) {
        return distance > shape.ndim() ? Dim.of(1) : shape.dim(shape.ndim() - distance);
    }
}
