package dev.konomi.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {

    private final Tensor matrix = Tensor.f32(new int[] {3, 2}, new float[] {1, 2, 3, 4, 5, 6});

    @Test
    void rows_are_a_copy_of_a_part() {
        Tensor rows = matrix.rows(1, 3);

        assertThat(rows).isEqualTo(Tensor.f32(new int[] {2, 2}, new float[] {3, 4, 5, 6}));
        rows.f32()[0] = 0;
        assertThat(matrix.f32()[2]).isEqualTo(3);
    }

    @Test
    void stacking_adds_an_axis_and_concatenating_none() {
        assertThat(Tensor.stack(List.of(matrix, matrix)).shape()).containsExactly(2, 3, 2);
        assertThat(Tensor.concat(List.of(matrix, matrix.rows(0, 1))).shape()).containsExactly(4, 2);
        assertThat(Tensor.concat(List.of(matrix.rows(0, 1), matrix.rows(1, 3)))).isEqualTo(matrix);
    }

    @Test
    void a_reshaped_tensor_shares_its_numbers() {
        assertThat(matrix.reshape(6).f32()).isSameAs(matrix.f32());
    }

    @Test
    void integers_are_kept_apart_from_numbers() {
        Tensor ids = Tensor.i64(new int[] {2}, new long[] {7, 8});

        assertThat(ids.dtype()).isEqualTo(DType.I64);
        assertThatThrownBy(ids::f32).hasMessage("expected a tensor of f32, found i64[2]");
        assertThatThrownBy(matrix::i64).hasMessage("expected a tensor of i64, found f32[3,2]");
    }

    @Test
    void a_scalar_has_no_axis_and_one_number() {
        assertThat(Tensor.scalar(3).ndim()).isZero();
        assertThat(Tensor.scalar(3).elementCount()).isEqualTo(1);
    }

    @Test
    void misfits_are_refused() {
        assertThatThrownBy(() -> Tensor.f32(new int[] {2, 2}, new float[3]))
                .hasMessage("expected 4 numbers for shape [2, 2], found 3");
        assertThatThrownBy(() -> matrix.reshape(5)).hasMessage("expected 5 numbers for shape [5], found 6");
        assertThatThrownBy(() -> matrix.rows(2, 4)).hasMessage("rows 2 to 4 are not within f32[3,2]");
        assertThatThrownBy(() -> Tensor.concat(List.of(matrix, Tensor.zeros(1, 3))))
                .hasMessage("expected rows like those of f32[3,2], found f32[1,3]");
    }
}
