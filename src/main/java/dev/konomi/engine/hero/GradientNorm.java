package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.Map;

/** The global norm of a step's gradients. */
final class GradientNorm {
    private static final double EPSILON = 1e-6; // torch.nn.utils.clip_grad_norm_

    private GradientNorm() {}

    /** Root of the sum of squares over all gradients. */
    static double of(Map<String, Tensor> gradients) {
        double sum = 0;
        for (Tensor gradient : gradients.values()) {
            for (float g : gradient.f32()) {
                sum += (double) g * g;
            }
        }
        return Math.sqrt(sum);
    }

    /** Scales the gradients in place so that their norm is at most {@code most}; returns the norm before. */
    static double clip(Map<String, Tensor> gradients, double most) {
        double norm = of(gradients);
        float scale = (float) Math.min(1, most / (norm + EPSILON));
        if (scale < 1) {
            for (Tensor gradient : gradients.values()) {
                float[] g = gradient.f32();
                for (int i = 0; i < g.length; i++) {
                    g[i] *= scale;
                }
            }
        }
        return norm;
    }
}
