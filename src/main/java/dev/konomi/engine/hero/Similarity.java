package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.List;

/** The reward of an image: how near its representation is to those that it should resemble. */
final class Similarity {
    private static final double EPSILON = 1e-8;

    private Similarity() {}

    /**
     * {@code (cos(repr(x), repr(target)) + 1) / 2}, averaged over the targets.
     *
     * @param representations [n, r]
     * @param targets [m, r], at least one
     * @return n rewards in 0…1
     */
    static float[] rewards(Tensor representations, Tensor targets) {
        float[][] rows = unitRows(representations);
        var goals = List.of(unitRows(targets));
        float[] rewards = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            double sum = 0;
            for (float[] goal : goals) {
                sum += (dot(rows[i], goal) + 1) / 2;
            }
            rewards[i] = (float) (sum / goals.size());
        }
        return rewards;
    }

    /** Rows of a matrix, each divided by its length. */
    private static float[][] unitRows(Tensor matrix) {
        int width = matrix.dim(1);
        float[][] rows = new float[matrix.dim(0)][width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(matrix.f32(), i * width, rows[i], 0, width);
            double length = Math.max(EPSILON, Math.sqrt(dot(rows[i], rows[i])));
            for (int j = 0; j < width; j++) {
                rows[i][j] /= (float) length;
            }
        }
        return rows;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
