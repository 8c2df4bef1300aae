package dev.konomi.engine.tensor;

import java.util.Locale;

/** What one element of a tensor is, and how many bytes it takes on disk. */
public enum DType {
    F32(4),
    F16(2),
    BF16(2),
    F64(8),
    I64(8),
    I32(4),
    U8(1),
    BOOL(1);

    private final int byteSize;

    DType(int byteSize) {
        this.byteSize = byteSize;
    }

    public int byteSize() {
        return byteSize;
    }

    /** Whether a gradient can flow through values of this type. */
    public boolean isFloat() {
        return this == F32 || this == F16 || this == BF16 || this == F64;
    }

    /** Lower case, as graphs print it: {@code f32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
