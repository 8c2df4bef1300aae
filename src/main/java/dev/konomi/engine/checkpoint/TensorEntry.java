package dev.konomi.engine.checkpoint;

import dev.konomi.engine.tensor.DType;
import java.util.Arrays;

/**
 * Where a tensor lies in a safetensors file.
 *
 * @param fileOffset first byte, counted from the start of the file (header included)
 * @param byteLength always the size of dtype times the number of elements
 */
@SuppressWarnings("ArrayRecordComponent")
public record TensorEntry(String name, DType dtype, int[] shape, long fileOffset, long byteLength) {
    public long elementCount() {
        return byteLength / dtype.byteSize();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorEntry entry
                && name.equals(entry.name)
                && dtype == entry.dtype
                && Arrays.equals(shape, entry.shape)
                && fileOffset == entry.fileOffset
                && byteLength == entry.byteLength;
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + Long.hashCode(fileOffset);
    }

    @Override
    public String toString() {
        return name + ": " + dtype + Arrays.toString(shape) + " @" + fileOffset;
    }
}
