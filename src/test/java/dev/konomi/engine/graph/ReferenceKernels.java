package dev.konomi.engine.graph;

import java.util.List;
import java.util.stream.IntStream;

/** Formulas of products, norms and moves, written for reading. */
final class ReferenceKernels {

    private ReferenceKernels() {}

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** By its Taylor series, good to 1e-14 for |x| up to 4. */
    static double erf(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 120; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    static Array gemm(Array[] in, boolean transA, boolean transB, int[] shape) {
        int inner = in[0].dim(transA ? 0 : 1);
        return Array.of(shape, i -> {
            double sum = in.length == 3 ? in[2].broadcastAt(i) : 0;
            for (int k = 0; k < inner; k++) {
                double a = transA ? in[0].at(k, i[0]) : in[0].at(i[0], k);
                sum += a * (transB ? in[1].at(i[1], k) : in[1].at(k, i[1]));
            }
            return sum;
        });
    }

    static Array matmul(Array a, Array b, int[] shape) {
        int last = shape.length - 1;
        int inner = a.dim(a.shape().length - 1);
        return Array.of(
                shape,
                i -> IntStream.range(0, inner)
                        .mapToDouble(
                                k -> a.broadcastAt(Array.with(i, last, k)) * b.broadcastAt(Array.with(i, last - 1, k)))
                        .sum());
    }

    /** q, k, v [batch, tokens, channels]; each head by itself. */
    static Array attention(Array[] in, int heads) {
        int width = in[0].dim(2) / heads;
        int keys = in[1].dim(1);
        int[] scoreShape = {in[0].dim(0), heads, in[0].dim(1), keys};
        Array scores = Array.of(scoreShape, i -> {
            double dot = IntStream.range(i[1] * width, (i[1] + 1) * width)
                    .mapToDouble(c -> in[0].at(i[0], i[2], c) * in[1].at(i[0], i[3], c))
                    .sum();
            return dot / Math.sqrt(width) + (in.length == 4 ? in[3].broadcastAt(i) : 0);
        });
        Array weights = softmax(scores);
        return Array.of(
                in[0].shape(),
                i -> IntStream.range(0, keys)
                        .mapToDouble(k -> weights.at(i[0], i[2] / width, i[1], k) * in[2].at(i[0], k, i[2]))
                        .sum());
    }

    static Array softmax(Array x) {
        int last = x.shape().length - 1;
        return Array.of(
                x.shape(),
                i -> Math.exp(x.at(i))
                        / IntStream.range(0, x.dim(last))
                                .mapToDouble(k -> Math.exp(x.at(Array.with(i, last, k))))
                                .sum());
    }

    static Array concat(List<Array> parts, int axis, int[] shape) {
        return Array.of(shape, i -> {
            int at = i[axis];
            for (Array part : parts) {
                if (at < part.dim(axis)) {
                    return part.at(Array.with(i, axis, at));
                }
                at -= part.dim(axis);
            }
            throw new IndexOutOfBoundsException(at);
        });
    }

    static Array gather(Array table, Array index, int[] shape) {
        int row = table.data().length / table.dim(0);
        double[] data = new double[index.data().length * row];
        for (int i = 0; i < index.data().length; i++) {
            System.arraycopy(table.data(), (int) index.data()[i] * row, data, i * row, row);
        }
        return new Array(shape, data);
    }

    /** Every number added to where its index falls when the summed axes are dropped. */
    static Array reduce(Array x, int[] axes, int[] shape) {
        int[] kept = x.shape().clone();
        IntStream.of(axes).forEach(axis -> kept[axis] = 1);
        Array sums = Array.of(kept, i -> 0);
        Array numbers = Array.of(x.shape(), i -> {
            int[] target = i.clone();
            IntStream.of(axes).forEach(axis -> target[axis] = 0);
            int flat = 0;
            for (int axis = 0; axis < kept.length; axis++) {
                flat = flat * kept[axis] + target[axis];
            }
            sums.data()[flat] += x.at(i);
            return 0;
        });
        return numbers.data().length == 0 ? sums : sums.reshape(shape);
    }

    static Array mean(Array x, int[] shape) {
        int last = shape.length - 1;
        return Array.of(
                shape,
                i -> IntStream.range(0, x.dim(last))
                        .mapToDouble(k -> x.at(Array.with(i, last, k)))
                        .average()
                        .orElseThrow());
    }

    static Array inverseDeviation(Array x, int[] shape, double epsilon) {
        int last = shape.length - 1;
        Array mean = mean(x, shape);
        return Array.of(
                shape,
                i -> 1
                        / Math.sqrt(epsilon
                                + IntStream.range(0, x.dim(last))
                                        .mapToDouble(k -> Math.pow(x.at(Array.with(i, last, k)) - mean.at(i), 2))
                                        .average()
                                        .orElseThrow()));
    }

    static Array layerNorm(Array[] in, double epsilon) {
        int last = in[0].shape().length - 1;
        return normal(in[0], epsilon)
                .with(in[1], in[0].shape(), (x, gamma) -> x * gamma)
                .with(in[2], Array.with(in[0].shape(), last, in[0].dim(last)), Double::sum);
    }

    static Array groupNorm(Array[] in, int groups, double epsilon) {
        int[] shape = in[0].shape();
        int row = in[0].data().length / shape[0] / groups;
        Array normal = normal(in[0].reshape(shape[0], groups, row), epsilon).reshape(shape);
        return Array.of(shape, i -> normal.at(i) * in[1].at(i[1]) + in[2].at(i[1]));
    }

    private static Array normal(Array x, double epsilon) {
        int[] rows = Array.with(x.shape(), x.shape().length - 1, 1);
        Array centred = x.with(mean(x, rows), x.shape(), (number, mean) -> number - mean);
        return centred.with(inverseDeviation(x, rows, epsilon), x.shape(), (number, r) -> number * r);
    }
}
