package dev.konomi.engine.scale;

import java.util.ArrayList;
import java.util.List;

/** The tensors of one network, by the names and shapes that they have in a file, in the order of their declaration. */
final class StateDict {
    private final List<Planned> tensors = new ArrayList<>();

    /** What a tensor is filled with. */
    enum Fill {
        /** Uniform, with a deviation of 1/√(numbers that one output adds up). */
        WEIGHT,
        /** The last layer's: a quarter of that, so that pictures and predictions stay moderate. */
        LAST_WEIGHT,
        /** Uniform, with a deviation of 0.02. */
        TABLE,
        ONE,
        ZERO,
        /** 0, 1, 2, … as I64. */
        COUNT
    }

    /** A tensor that is not there yet. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Planned(String name, int[] shape, Fill fill) {
        long elements() {
            long elements = 1;
            for (int size : shape) {
                elements *= size;
            }
            return elements;
        }

        int fanIn() {
            return Math.toIntExact(elements() / shape[0]);
        }
    }

    List<Planned> tensors() {
        return List.copyOf(tensors);
    }

    StateDict conv(String name, int out, int in, int kernel) {
        return put(name + ".weight", Fill.WEIGHT, out, in, kernel, kernel).put(name + ".bias", Fill.ZERO, out);
    }

    StateDict lastConv(String name, int out, int in) {
        return put(name + ".weight", Fill.LAST_WEIGHT, out, in, 3, 3).put(name + ".bias", Fill.ZERO, out);
    }

    StateDict linear(String name, int out, int in) {
        return matrix(name, out, in).put(name + ".bias", Fill.ZERO, out);
    }

    /** A linear layer without a bias. */
    StateDict matrix(String name, int out, int in) {
        return put(name + ".weight", Fill.WEIGHT, out, in);
    }

    StateDict norm(String name, int width) {
        return put(name + ".weight", Fill.ONE, width).put(name + ".bias", Fill.ZERO, width);
    }

    /** ResnetBlock2D. */
    StateDict resnet(String name, int out, int in) {
        norm(name + ".norm1", in).conv(name + ".conv1", out, in, 3);
        norm(name + ".norm2", out).conv(name + ".conv2", out, out, 3);
        return in == out ? this : conv(name + ".conv_shortcut", out, in, 1);
    }

    StateDict put(String name, Fill fill, int... shape) {
        tensors.add(new Planned(name, shape, fill));
        return this;
    }
}
