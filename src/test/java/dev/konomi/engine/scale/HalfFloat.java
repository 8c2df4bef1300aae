package dev.konomi.engine.scale;

/** IEEE 754 binary16 from binary32, to the nearest, ties to even; and back. */
final class HalfFloat {
    private HalfFloat() {}

    static short of(float value) {
        int bits = Float.floatToIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        float magnitude = Math.abs(value);
        if (magnitude >= 65520f || Float.isNaN(value)) {
            throw new IllegalArgumentException("expected a number that half precision can hold, found " + value);
        }
        if (magnitude < 0x1p-14f) {
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24)); // subnormal, or the first normal number
        }
        int rest = bits & 0x7fffffff;
        int rounded = rest + 0x0fff + ((rest >>> 13) & 1);
        return (short) (sign | ((rounded >>> 13) - (112 << 10)));
    }

    static float widened(short half) {
        int exponent = (half >>> 10) & 0x1f;
        int fraction = half & 0x3ff;
        float magnitude = exponent == 0 ? fraction * 0x1p-24f : Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        return half < 0 ? -magnitude : magnitude;
    }
}
