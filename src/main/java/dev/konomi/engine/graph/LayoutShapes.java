package dev.konomi.engine.graph;

import static dev.konomi.engine.graph.ShapeRules.require;

import dev.konomi.engine.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Shape rules of the ops that move numbers without changing them. */
final class LayoutShapes {

    private LayoutShapes() {}

    static TensorType reshape(TensorType x, Attributes at) {
        Shape shape = at.shape("shape");
        require(x.shape().holdsAsManyAs(shape), "as many elements as " + shape, x);
        return new TensorType(x.dtype(), shape);
    }

    static TensorType transpose(TensorType x, Attributes at) {
        int[] perm = at.integers("perm");
        int[] sorted = perm.clone();
        Arrays.sort(sorted);
        boolean permutes = perm.length == x.shape().ndim();
        for (int i = 0; permutes && i < sorted.length; i++) {
            permutes = sorted[i] == i;
        }
        require(permutes, "each axis once", Arrays.toString(perm));
        return new TensorType(
                x.dtype(),
                new Shape(Arrays.stream(perm).mapToObj(x.shape()::dim).toList()));
    }

    static TensorType expand(TensorType x, Attributes at) {
        Shape shape = at.shape("shape");
        require(PointwiseShapes.broadcast(x.shape(), shape).equals(shape), "a shape that broadcasts to " + shape, x);
        return new TensorType(x.dtype(), shape);
    }

    static TensorType concat(List<TensorType> in, Attributes at) {
        TensorType first = in.get(0);
        int axis = axis(first, at);
        Dim sum = Dim.of(0);
        for (TensorType part : in) {
            require(
                    part.dtype() == first.dtype()
                            && part.shape().ndim() == first.shape().ndim()
                            && part.shape().with(axis, first.shape().dim(axis)).equals(first.shape()),
                    "parts that differ only in axis " + axis,
                    first + " and " + part);
            sum = sum.plus(part.shape().dim(axis));
        }
        return new TensorType(first.dtype(), first.shape().with(axis, sum));
    }

    static TensorType slice(TensorType x, Attributes at) {
        int axis = axis(x, at);
        Dim whole = x.shape().dim(axis);
        Dim from = at.dim("from");
        Dim to = at.dim("to");
        boolean within = sameSymbol(from, whole) && sameSymbol(to, whole) && to.factor() <= whole.factor();
        require(within && from.factor() < to.factor(), "a range within " + whole, from + " to " + to);
        return new TensorType(x.dtype(), x.shape().with(axis, to.minus(from)));
    }

    static TensorType pad(TensorType x, Attributes at) {
        int axis = axis(x, at);
        Dim padded = x.shape().dim(axis).plus(at.dim("before")).plus(at.dim("after"));
        return new TensorType(x.dtype(), x.shape().with(axis, padded));
    }

    static TensorType gather(TensorType table, TensorType index) {
        require(table.shape().ndim() > 0, "a table with an axis", table);
        require(index.dtype() == DType.I64, "an index of i64", index);
        List<Dim> dims = new ArrayList<>(index.shape().dims());
        dims.addAll(table.shape().dims().subList(1, table.shape().ndim()));
        return new TensorType(table.dtype(), new Shape(dims));
    }

    static TensorType oneHot(TensorType index, Attributes at) {
        require(index.dtype() == DType.I64 && index.shape().ndim() == 1, "one axis of i64", index);
        return new TensorType(DType.F32, Shape.of(at.dim("depth"), index.shape().dim(0)));
    }

    private static int axis(TensorType x, Attributes at) {
        int axis = at.integer("axis");
        require(axis >= 0 && axis < x.shape().ndim(), "an axis of " + x, axis);
        return axis;
    }

    private static boolean sameSymbol(Dim bound, Dim whole) {
        return bound.factor() == 0 || bound.symbol().equals(whole.symbol());
    }
}
