package dev.konomi.engine.graph;

import static dev.konomi.engine.graph.ShapeRules.require;
import static dev.konomi.engine.graph.ShapeRules.requireFloat;
import static dev.konomi.engine.graph.ShapeRules.requireSameDtype;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Shape rules of sums, means and norms. */
final class NormShapes {

    private NormShapes() {}

    static TensorType reduce(TensorType x, Attributes at) {
        requireFloat(x);
        int[] axes = at.integers("axes");
        int ndim = x.shape().ndim();
        require(
                Arrays.stream(axes).allMatch(axis -> axis >= 0 && axis < ndim)
                        && Arrays.stream(axes).distinct().count() == axes.length
                        && axes.length > 0,
                "distinct axes of " + x,
                Arrays.toString(axes));
        List<Dim> dims = new ArrayList<>();
        for (int i = 0; i < ndim; i++) {
            int axis = i;
            if (Arrays.stream(axes).noneMatch(a -> a == axis)) {
                dims.add(x.shape().dim(axis));
            } else if (at.flag("keep")) {
                dims.add(Dim.of(1));
            }
        }
        return new TensorType(x.dtype(), new Shape(dims));
    }

    static TensorType layerNorm(List<TensorType> in) {
        TensorType x = in.get(0);
        requireFloat(x);
        requirePerChannel(in, x.shape().dim(x.shape().ndim() - 1));
        return x;
    }

    static TensorType groupNorm(List<TensorType> in, Attributes at) {
        TensorType x = in.get(0);
        requireFloat(x);
        require(x.shape().ndim() == 4, "images [batch, channels, height, width]", x);
        require(x.shape().size(1) % at.integer("groups") == 0, "channels divisible by groups", x + " and " + at);
        requirePerChannel(in, x.shape().dim(1));
        return x;
    }

    static TensorType statistic(TensorType x) {
        requireFloat(x);
        int last = x.shape().ndim() - 1;
        return new TensorType(x.dtype(), x.shape().with(last, Dim.of(1)));
    }

    private static void requirePerChannel(List<TensorType> in, Dim channels) {
        Shape expected = new Shape(List.of(channels));
        for (TensorType parameter : in.subList(1, in.size())) {
            requireSameDtype(in.get(0), parameter);
            require(parameter.shape().equals(expected), "one number per channel " + expected, parameter);
        }
    }
}
