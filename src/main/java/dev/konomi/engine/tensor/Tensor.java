package dev.konomi.engine.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Numbers with a shape, row-major: the last axis runs fastest. The element type is F32 or I64; every other type
 * exists only on disk and inside a graph.
 *
 * <p>The array handed to a factory is not copied, and {@link #f32()} and {@link #i64()} hand it out again: whoever
 * shares a tensor does not write to it any more.
 */
public final class Tensor {

    private final int[] shape;
    private final float @Nullable [] floats;
    private final long @Nullable [] longs;

    private Tensor(int[] shape, float @Nullable [] floats, long @Nullable [] longs) {
        this.shape = shape;
        this.floats = floats;
        this.longs = longs;
    }

    /** F32 numbers; an empty shape is a scalar. */
    public static Tensor f32(int[] shape, float[] data) {
        requireCount(shape, data.length);
        return new Tensor(shape.clone(), data, null);
    }

    /** I64 numbers: token ids, slots, time steps. */
    public static Tensor i64(int[] shape, long[] data) {
        requireCount(shape, data.length);
        return new Tensor(shape.clone(), null, data);
    }

    /** F32 zeros. */
    public static Tensor zeros(int... shape) {
        return new Tensor(shape.clone(), new float[count(shape)], null);
    }

    /** One F32 number without an axis. */
    public static Tensor scalar(float value) {
        return new Tensor(new int[0], new float[] {value}, null);
    }

    public DType dtype() {
        return floats != null ? DType.F32 : DType.I64;
    }

    public int[] shape() {
        return shape.clone();
    }

    public int ndim() {
        return shape.length;
    }

    public int dim(int axis) {
        return shape[axis];
    }

    public int elementCount() {
        return count(shape);
    }

    /** The numbers themselves, not a copy. */
    public float[] f32() {
        if (floats == null) {
            throw new IllegalArgumentException("expected a tensor of f32, found " + this);
        }
        return floats;
    }

    /** The numbers themselves, not a copy. */
    public long[] i64() {
        if (longs == null) {
            throw new IllegalArgumentException("expected a tensor of i64, found " + this);
        }
        return longs;
    }

    /** The same numbers (shared) under another shape with as many elements. */
    public Tensor reshape(int... newShape) {
        requireCount(newShape, elementCount());
        return new Tensor(newShape.clone(), floats, longs);
    }

    /** A copy of the entries {@code from} to {@code toExclusive} along axis 0. */
    public Tensor rows(int from, int toExclusive) {
        if (ndim() == 0 || from < 0 || toExclusive > shape[0] || from > toExclusive) {
            throw new IllegalArgumentException("rows " + from + " to " + toExclusive + " are not within " + this);
        }
        int[] cut = shape.clone();
        cut[0] = toExclusive - from;
        int row = shape[0] == 0 ? 0 : elementCount() / shape[0];
        return floats != null
                ? new Tensor(cut, Arrays.copyOfRange(floats, from * row, toExclusive * row), null)
                : new Tensor(cut, null, Arrays.copyOfRange(i64(), from * row, toExclusive * row));
    }

    /** Equally shaped tensors behind each other along a new axis 0. */
    public static Tensor stack(List<Tensor> parts) {
        return concat(parts.stream().map(Tensor::asOneRow).toList());
    }

    /** Tensors that differ at most in axis 0, behind each other along axis 0. */
    public static Tensor concat(List<Tensor> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("expected at least one tensor, found none");
        }
        Tensor first = parts.get(0);
        int rows = 0;
        for (Tensor part : parts) {
            requireSameRows(first, part);
            rows += part.dim(0);
        }
        int[] joined = first.shape();
        joined[0] = rows;
        int count = count(joined);
        Tensor result = first.floats != null
                ? new Tensor(joined, new float[count], null)
                : new Tensor(joined, null, new long[count]);
        int at = 0;
        for (Tensor part : parts) {
            System.arraycopy(part.data(), 0, result.data(), at, part.elementCount());
            at += part.elementCount();
        }
        return result;
    }

    /** Same type, same shape, and each number equal bit by bit. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tensor that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(floats, that.floats)
                && Arrays.equals(longs, that.longs);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(shape), Arrays.hashCode(floats), Arrays.hashCode(longs));
    }

    /** Type and shape, without the numbers: {@code f32[2,4,8,8]}. */
    @Override
    public String toString() {
        return dtype() + Arrays.toString(shape).replace(" ", "");
    }

    private Object data() {
        return floats != null ? floats : i64();
    }

    private Tensor asOneRow() {
        int[] wide = new int[shape.length + 1];
        wide[0] = 1;
        System.arraycopy(shape, 0, wide, 1, shape.length);
        return new Tensor(wide, floats, longs);
    }

    private static void requireSameRows(Tensor first, Tensor part) {
        boolean same = part.ndim() > 0
                && part.ndim() == first.ndim()
                && part.dtype() == first.dtype()
                && Arrays.equals(part.shape, 1, part.ndim(), first.shape, 1, first.ndim());
        if (!same) {
            throw new IllegalArgumentException("expected rows like those of " + first + ", found " + part);
        }
    }

    private static void requireCount(int[] shape, int found) {
        int expected = count(shape);
        if (expected != found) {
            throw new IllegalArgumentException(
                    "expected " + expected + " numbers for shape " + Arrays.toString(shape) + ", found " + found);
        }
    }

    private static int count(int[] shape) {
        long count = 1;
        for (int dim : shape) {
            if (dim < 0) {
                throw new IllegalArgumentException("expected dims of 0 or more, found " + Arrays.toString(shape));
            }
            count *= dim;
        }
        return Math.toIntExact(count);
    }
}
