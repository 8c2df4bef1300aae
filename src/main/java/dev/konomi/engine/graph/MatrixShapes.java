package dev.konomi.engine.graph;

import static dev.konomi.engine.graph.ShapeRules.require;
import static dev.konomi.engine.graph.ShapeRules.requireFloat;
import static dev.konomi.engine.graph.ShapeRules.requireSameDtype;

import java.util.ArrayList;
import java.util.List;

/** Shape rules of matrix products and attention. */
final class MatrixShapes {

    private MatrixShapes() {}

    static TensorType gemm(List<TensorType> in, Attributes at) {
        TensorType a = in.get(0);
        TensorType b = in.get(1);
        requireFloat(a);
        requireSameDtype(a, b);
        require(a.shape().ndim() == 2 && b.shape().ndim() == 2, "two matrices", a + " and " + b);
        int ta = at.flag("transA") ? 1 : 0;
        int tb = at.flag("transB") ? 1 : 0;
        Dim inner = a.shape().dim(1 - ta);
        require(
                inner.equals(b.shape().dim(tb)),
                "equal inner dims",
                inner + " and " + b.shape().dim(tb));
        Shape result = Shape.of(a.shape().dim(ta), b.shape().dim(1 - tb));
        if (in.size() == 3) {
            TensorType c = in.get(2);
            requireSameDtype(a, c);
            require(
                    c.shape().ndim() <= 2
                            && PointwiseShapes.broadcast(c.shape(), result).equals(result),
                    "an addend that broadcasts to " + result,
                    c);
        }
        return new TensorType(a.dtype(), result);
    }

    static TensorType matmul(TensorType a, TensorType b) {
        requireFloat(a);
        requireSameDtype(a, b);
        int na = a.shape().ndim();
        int nb = b.shape().ndim();
        require(na >= 2 && nb >= 2, "two stacks of matrices", a + " and " + b);
        Dim inner = a.shape().dim(na - 1);
        require(
                inner.equals(b.shape().dim(nb - 2)),
                "equal inner dims",
                inner + " and " + b.shape().dim(nb - 2));
        Shape stacks = PointwiseShapes.broadcast(
                new Shape(a.shape().dims().subList(0, na - 2)),
                new Shape(b.shape().dims().subList(0, nb - 2)));
        List<Dim> dims = new ArrayList<>(stacks.dims());
        dims.add(a.shape().dim(na - 2));
        dims.add(b.shape().dim(nb - 1));
        return new TensorType(a.dtype(), new Shape(dims));
    }

    static TensorType attention(List<TensorType> in, Attributes at) {
        TensorType q = in.get(0);
        TensorType k = in.get(1);
        TensorType v = in.get(2);
        requireFloat(q);
        for (TensorType other : in) {
            requireSameDtype(q, other);
        }
        require(
                q.shape().ndim() == 3 && k.shape().ndim() == 3,
                "queries [batch, tokens, channels] and keys [batch, keys, channels]",
                q + " and " + k);
        require(k.equals(v), "values like the keys " + k, v);
        require(
                q.shape().dim(0).equals(k.shape().dim(0))
                        && q.shape().dim(2).equals(k.shape().dim(2)),
                "queries and keys of equal batch and channels",
                q + " and " + k);
        require(
                at.integer("heads") > 0 && q.shape().size(2) % at.integer("heads") == 0,
                "channels divisible by heads",
                q + " and " + at);
        if (in.size() == 4) {
            Shape mask = Shape.of(1, 1, q.shape().dim(1), k.shape().dim(1));
            require(in.get(3).shape().equals(mask), "a mask of shape " + mask, in.get(3));
        }
        return q;
    }
}
