package dev.konomi.engine.checkpoint;

import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.nio.ByteBuffer;

/** Little-endian bytes to the two kinds of numbers that the engine computes with. */
final class TensorDecoder {
    private TensorDecoder() {}

    /**
     * Reads one tensor.
     *
     * @param data exactly the tensor's bytes, in little-endian order
     */
    static Tensor decode(TensorEntry entry, ByteBuffer data) {
        int count = (int) entry.elementCount();
        return SafetensorsFile.isReal(entry.dtype())
                ? Tensor.f32(entry.shape().clone(), reals(entry.dtype(), data, count))
                : Tensor.i64(entry.shape().clone(), integers(entry, data, count));
    }

    /** The next real numbers of a buffer in little-endian order, as F32. */
    static float[] reals(DType dtype, ByteBuffer data, int count) {
        float[] out = new float[count];
        switch (dtype) {
            case F32 -> data.asFloatBuffer().get(out);
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = halfToFloat(data.getShort(2 * i));
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = Float.intBitsToFloat(data.getShort(2 * i) << 16);
                }
            }
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = (float) data.getDouble(8 * i);
                }
            }
            case I64, I32, U8, BOOL -> throw new IllegalArgumentException(dtype + " holds no real numbers");
        }
        return out;
    }

    private static long[] integers(TensorEntry entry, ByteBuffer data, int count) {
        long[] out = new long[count];
        switch (entry.dtype()) {
            case I64 -> data.asLongBuffer().get(out);
            case I32 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = data.getInt(4 * i);
                }
            }
            case U8, BOOL -> {
                for (int i = 0; i < count; i++) {
                    out[i] = data.get(i) & 0xff;
                }
            }
            case F32, F16, BF16, F64 -> throw new IllegalArgumentException(entry + " holds no whole numbers");
        }
        return out;
    }

    /** IEEE 754 binary16 to binary32, exact for every value (Java has it built in from 20 on). */
    static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f; // zero and subnormal
            return sign == 0 ? magnitude : -magnitude;
        }
        if (exponent == 0x1f) {
            return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
        }
        return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
    }
}
