package dev.konomi.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.tensor.Tensor;

/** How close is close: the norm of the difference over the norm of the golden values. */
public final class GoldenAssertions {
    /** For everything computed forward. */
    public static final double TENSOR_TOLERANCE = 1e-4;
    /** For gradients and updated parameters, computed in float32 against float64. */
    public static final double GRADIENT_TOLERANCE = 2e-3;

    private GoldenAssertions() {}

    public static void assertClose(String what, Tensor actual, Tensor golden) {
        assertClose(what, actual, golden, TENSOR_TOLERANCE);
    }

    public static void assertClose(String what, Tensor actual, Tensor golden, double tolerance) {
        assertThat(actual.shape()).as(what + ": shape").isEqualTo(golden.shape());
        assertThat(relativeError(actual.f32(), golden.f32()))
                .as(what + ": relative error in norm")
                .isLessThanOrEqualTo(tolerance);
    }

    /** Relative error in norm; NaN where any number is NaN. */
    public static double relativeError(float[] actual, float[] golden) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < golden.length; i++) {
            double d = (double) actual[i] - golden[i];
            difference += d * d;
            norm += (double) golden[i] * golden[i];
        }
        return norm == 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
    }
}
