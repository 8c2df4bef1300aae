package dev.konomi.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurveTest {
    @Test
    void seeds_are_averaged_and_unmeasured_rounds_left_out() {
        Curve curve =
                Curve.of(List.of(row(1, 0, 0.2), row(1, 1, Double.NaN), row(1, 2, 0.4), row(2, 2, 0.6)), Row::fresh);

        assertThat(curve.points()).hasSize(2);
        assertThat(curve.last().labels()).isEqualTo(128);
        assertThat(curve.last().mean()).isCloseTo(0.5, within(1e-12));
        assertThat(curve.last().deviation()).isCloseTo(0.1414, within(1e-4));
        assertThat(curve.last().seeds()).isEqualTo(2);
    }

    @Test
    void labels_to_a_success_lie_on_the_line_between_two_measurements() {
        Curve curve = Curve.of(
                IntStream.range(0, 4)
                        .mapToObj(round -> row(1, round, 0.2 + 0.1 * round))
                        .toList(),
                Row::fresh);

        assertThat(curve.labelsTo(0.35).orElseThrow()).isCloseTo(96, within(1e-9));
        assertThat(curve.labelsTo(0.1).orElseThrow()).isZero();
        assertThat(curve.labelsTo(0.9)).isEmpty();
    }

    private static Row row(long seed, int round, double fresh) {
        return new Row("count", "ddpo", seed, round, 64 * round, 128, fresh, fresh, fresh, fresh, 1, 1, 1, 0, 0, 0);
    }
}
