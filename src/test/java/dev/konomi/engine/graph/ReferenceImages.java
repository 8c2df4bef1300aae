package dev.konomi.engine.graph;

import java.util.stream.IntStream;

/** Formulas of the ops on images, written for reading. */
final class ReferenceImages {

    private ReferenceImages() {}

    static Array conv(Array[] in, ConvShape how, int[] shape) {
        Array result = Array.of(shape, i -> in.length == 3 ? in[2].at(i[1]) : 0);
        forEachTap(
                in[0].shape(),
                in[1].shape(),
                shape,
                how,
                (x, w, y) -> result.data()[flat(shape, y)] += in[0].at(x) * in[1].at(w));
        return result;
    }

    static Array convInputGradient(Array[] in, ConvShape how, int[] shape) {
        Array result = Array.of(shape, i -> 0);
        forEachTap(
                shape,
                in[1].shape(),
                in[0].shape(),
                how,
                (x, w, y) -> result.data()[flat(shape, x)] += in[0].at(y) * in[1].at(w));
        return result;
    }

    static Array convWeightGradient(Array[] in, ConvShape how, int[] shape) {
        Array result = Array.of(shape, i -> 0);
        forEachTap(
                in[0].shape(),
                shape,
                in[1].shape(),
                how,
                (x, w, y) -> result.data()[flat(shape, w)] += in[0].at(x) * in[1].at(y));
        return result;
    }

    static Array maxPool(Array x, int factor, int[] shape) {
        return Array.of(
                shape,
                i -> square(factor)
                        .mapToDouble(k -> x.at(i[0], i[1], i[2] * factor + k / factor, i[3] * factor + k % factor))
                        .max()
                        .orElseThrow());
    }

    static Array averagePool(Array x, int factor, int[] shape) {
        return Array.of(
                shape,
                i -> square(factor)
                        .mapToDouble(k -> x.at(i[0], i[1], i[2] * factor + k / factor, i[3] * factor + k % factor))
                        .average()
                        .orElseThrow());
    }

    private static IntStream square(int factor) {
        return IntStream.range(0, factor * factor);
    }

    private interface Tap {
        void at(int[] x, int[] w, int[] y);
    }

    /** Every product of an input and a weight that a convolution adds to an output. */
    private static void forEachTap(int[] x, int[] w, int[] y, ConvShape how, Tap tap) {
        Array.of(y, i -> {
            for (int c = 0; c < w[1]; c++) {
                for (int k = 0; k < w[2] * w[3]; k++) {
                    int row = i[2] * how.stride() + k / w[3] - how.top();
                    int column = i[3] * how.stride() + k % w[3] - how.left();
                    if (row >= 0 && row < x[2] && column >= 0 && column < x[3]) {
                        tap.at(new int[] {i[0], c, row, column}, new int[] {i[1], c, k / w[3], k % w[3]}, i);
                    }
                }
            }
            return 0;
        });
    }

    private static int flat(int[] shape, int[] index) {
        int flat = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            flat = flat * shape[axis] + index[axis];
        }
        return flat;
    }
}
