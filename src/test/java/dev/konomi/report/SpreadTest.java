package dev.konomi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void bins_lie_between_the_steps_that_hold_all_rewards() {
        var range = Spread.Range.of(List.of(List.of(0.83, 0.9), List.of(0.97)));

        var spread = Spread.of(List.of(0.81, 0.9, 0.999, 0.999), range);

        assertThat(range.from()).isCloseTo(0.8, within(1e-9));
        assertThat(range.to()).isCloseTo(1, within(1e-9));
        assertThat(spread.shares()).hasSize(20);
        assertThat(spread.shares().get(1)).isEqualTo(0.25);
        assertThat(spread.shares().get(19)).isEqualTo(0.5);
        assertThat(spread.mean()).isCloseTo(0.927, within(1e-9));
        assertThat(spread.meanPlace()).isCloseTo(0.635, within(1e-9));
    }

    @Test
    void equal_rewards_and_none_at_all_have_a_range_too() {
        var same = Spread.Range.of(List.of(List.of(0.5, 0.5)));

        assertThat(same.to()).isGreaterThan(same.from());
        assertThat(Spread.of(List.of(), Spread.Range.of(List.of())).shares()).containsOnly(0.0);
    }
}
