package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CholeskyTest {
    @Test
    void solves_a_system_and_knows_the_determinant() {
        // L = [2 0 0; 1 3 0; -1 2 1], so the matrix is L·Lᵀ with determinant (2·3·1)² = 36
        double[][] matrix = {{4, 2, -2}, {2, 10, 5}, {-2, 5, 6}};

        var cholesky = Cholesky.of(matrix);

        assertThat(cholesky.lower()[2]).containsExactly(new double[] {-1, 2, 1}, within(1e-12));
        assertThat(cholesky.logDeterminant()).isCloseTo(Math.log(36), within(1e-12));
        // of x = (1, -2, 3)
        assertThat(cholesky.solve(new double[] {-6, -3, 6})).containsExactly(new double[] {1, -2, 3}, within(1e-12));
    }

    @Test
    void refuses_a_matrix_that_is_not_positive_definite() {
        assertThatThrownBy(() -> Cholesky.of(new double[][] {{1, 2}, {2, 1}}))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("positive definite");
    }
}
