package dev.konomi.engine.graph;

import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Numbers of any type as doubles with a shape: what the reference computes with, slowly and plainly. */
record Array(int[] shape, double[] data) {

    /** A number for each index. */
    static Array of(int[] shape, ToDoubleFunction<int[]> number) {
        int count = IntStream.of(shape).reduce(1, (a, b) -> a * b);
        double[] data = new double[count];
        for (int flat = 0; flat < count; flat++) {
            data[flat] = number.applyAsDouble(index(shape, flat));
        }
        return new Array(shape, data);
    }

    static Array of(Tensor tensor) {
        double[] data = tensor.dtype() == DType.F32
                ? IntStream.range(0, tensor.elementCount())
                        .mapToDouble(i -> tensor.f32()[i])
                        .toArray()
                : Arrays.stream(tensor.i64()).asDoubleStream().toArray();
        return new Array(tensor.shape(), data);
    }

    int dim(int axis) {
        return shape[axis];
    }

    double at(int... index) {
        return data[flat(shape, index)];
    }

    /** Zero outside. */
    double atOrZero(int... index) {
        for (int axis = 0; axis < index.length; axis++) {
            if (index[axis] < 0 || index[axis] >= shape[axis]) {
                return 0;
            }
        }
        return at(index);
    }

    /** By the rules of broadcasting: the last axes count, a dim of 1 is any index. */
    double broadcastAt(int[] index) {
        int[] mine = new int[shape.length];
        for (int axis = 0; axis < mine.length; axis++) {
            mine[axis] = shape[axis] == 1 ? 0 : index[index.length - mine.length + axis];
        }
        return at(mine);
    }

    Array map(DoubleUnaryOperator f) {
        return new Array(shape, Arrays.stream(data).map(f).toArray());
    }

    Array with(Array other, int[] result, DoubleBinaryOperator f) {
        return of(result, i -> f.applyAsDouble(broadcastAt(i), other.broadcastAt(i)));
    }

    Array reshape(int... newShape) {
        return new Array(newShape, data);
    }

    static int[] with(int[] index, int axis, int value) {
        int[] changed = index.clone();
        changed[axis] = value;
        return changed;
    }

    private static int[] index(int[] shape, int flat) {
        int[] index = new int[shape.length];
        int rest = flat;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return index;
    }

    private static int flat(int[] shape, int[] index) {
        int flat = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            flat = flat * shape[axis] + index[axis];
        }
        return flat;
    }
}
