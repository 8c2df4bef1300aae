package dev.konomi.engine.hero;

/**
 * What a loss is multiplied by, so that its gradients stay within the numbers of 16 bits on their way back through the
 * network: unscaled, the gradient by one pixel of a prediction is about 1e-6, and most of it would be rounded to nothing.
 * It begins high and comes down when a gradient overflows. It is a power of two, so that taking it out again is exact.
 */
final class LossScale {
    static final float FIRST = 1 << 16;
    private static final float STEP = 16;
    private static final float SMALLEST = 1;

    private float now = FIRST;

    float now() {
        return now;
    }

    /** Takes a smaller scale; false when there is none. */
    boolean lower() {
        if (now <= SMALLEST) {
            return false;
        }
        now = Math.max(SMALLEST, now / STEP);
        return true;
    }
}
