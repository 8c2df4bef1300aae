package dev.konomi.engine.hero;

/** The lower triangle L of a symmetric, positive definite matrix L·Lᵀ. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Cholesky(double[][] lower) {
    /**
     * @param matrix only its lower triangle is read
     * @throws ArithmeticException if the matrix is not positive definite
     */
    static Cholesky of(double[][] matrix) {
        int n = matrix.length;
        double[][] lower = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] row = new double[i + 1];
            lower[i] = row;
            for (int j = 0; j <= i; j++) {
                double rest = matrix[i][j] - dot(row, lower[j], j);
                if (i > j) {
                    row[j] = rest / lower[j][j];
                } else if (rest > 0) {
                    row[j] = Math.sqrt(rest);
                } else {
                    throw new ArithmeticException(
                            "expected a positive definite matrix, found " + rest + " left of row " + i);
                }
            }
        }
        return new Cholesky(lower);
    }

    /** x with L·Lᵀ·x = b. */
    double[] solve(double[] b) {
        int n = b.length;
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = (b[i] - dot(lower[i], x, i)) / lower[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            x[i] /= lower[i][i];
            for (int j = 0; j < i; j++) {
                x[j] -= lower[i][j] * x[i];
            }
        }
        return x;
    }

    double logDeterminant() {
        double sum = 0;
        for (int i = 0; i < lower.length; i++) {
            sum += 2 * Math.log(lower[i][i]);
        }
        return sum;
    }

    private static double dot(double[] a, double[] b, int length) {
        double sum = 0;
        for (int k = 0; k < length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
