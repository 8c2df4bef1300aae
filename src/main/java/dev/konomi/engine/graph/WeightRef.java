package dev.konomi.engine.graph;

import dev.konomi.engine.tensor.DType;
import java.nio.file.Path;

/**
 * A tensor that stays where it is: a range of bytes in a checkpoint file. Nothing is read when a graph is built.
 *
 * @param name the tensor's name in the file
 * @param file the checkpoint file
 * @param dtype the element type in the file
 * @param shape without symbols
 * @param fileOffset where the tensor's first byte is, from the beginning of the file
 * @param byteLength how many bytes it takes
 */
public record WeightRef(String name, Path file, DType dtype, Shape shape, long fileOffset, long byteLength) {

    public WeightRef {
        long expected = shape.factor() * dtype.byteSize();
        if (!shape.isStatic() || byteLength != expected) {
            throw new IllegalArgumentException("weight '" + name + "' of " + file + ": expected " + expected
                    + " bytes for " + dtype + shape + ", found " + byteLength);
        }
    }

    public static WeightRef of(String name, Path file, DType dtype, int[] shape, long fileOffset, long byteLength) {
        return new WeightRef(name, file, dtype, Shape.of(shape), fileOffset, byteLength);
    }

    /** The entries {@code from} to {@code toExclusive} along axis 0: still one range of the file. */
    public WeightRef rows(int from, int toExclusive) {
        int rows = shape.size(0);
        if (from < 0 || from >= toExclusive || toExclusive > rows) {
            throw new IllegalArgumentException(
                    "weight '" + name + "': rows " + from + " to " + toExclusive + " are not within its " + rows);
        }
        long rowBytes = byteLength / rows;
        return new WeightRef(
                name + "[" + from + ":" + toExclusive + "]",
                file,
                dtype,
                shape.with(0, Dim.of(toExclusive - from)),
                fileOffset + from * rowBytes,
                rowBytes * (toExclusive - from));
    }

    /** The same bytes under another shape, for example a 1×1 convolution as a matrix. */
    public WeightRef reshaped(int... dims) {
        return new WeightRef(name, file, dtype, Shape.of(dims), fileOffset, byteLength);
    }
}
