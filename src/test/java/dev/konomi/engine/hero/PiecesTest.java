package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PiecesTest {
    private static final long MIB = 1L << 20;

    @Test
    void two_pieces_of_the_same_length_keep_two_threads_busy() {
        assertThat(lengths(new Pieces(3, MIB), 6)).containsExactly(3, 3);
        assertThat(lengths(new Pieces(3, MIB), 4)).containsExactly(2, 2);
        assertThat(new Pieces(3, MIB).atOnce()).isEqualTo(2);
    }

    @Test
    void pieces_cover_everything_once_and_are_as_even_as_whole_units_allow() {
        var pieces = new Pieces(3, MIB);

        assertThat(pieces.of(10, List::of))
                .containsExactly(List.of(0, 3), List.of(3, 6), List.of(6, 8), List.of(8, 10));
        assertThat(lengths(pieces, 7)).containsExactly(2, 2, 2, 1);
        assertThat(lengths(pieces, 3)).containsExactly(2, 1);
        assertThat(lengths(pieces, 1)).containsExactly(1);
    }

    @Test
    void units_of_a_large_model_stay_together_and_have_all_threads() {
        var pieces = new Pieces(3, 700 * MIB);

        assertThat(lengths(pieces, 5)).containsExactly(5);
        assertThat(pieces.atOnce()).isEqualTo(1);
    }

    private static List<Integer> lengths(Pieces pieces, int count) {
        return pieces.of(count, (from, to) -> to - from);
    }
}
