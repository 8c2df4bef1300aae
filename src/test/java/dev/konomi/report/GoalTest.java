package dev.konomi.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GoalTest {
    @Test
    void labels_of_the_last_round_reach_a_target() {
        var goal = Goal.of(0.8, history(0.3, 0.6, 0.8), null, 3, 64);

        assertThat(goal.reached()).isTrue();
        assertThat(goal.by()).isEqualTo("labels");
        assertThat(goal.roundsToGo()).isZero();
    }

    @Test
    void an_estimate_reaches_a_target_with_its_whole_interval_only() {
        assertThat(Goal.of(0.8, history(0.3), new Proportion(0.95, 0.85, 0.99, 32), 1, 64))
                .extracting(Goal::reached, Goal::by)
                .containsExactly(true, "encoder");
        assertThat(Goal.of(0.8, history(0.3), new Proportion(0.9, 0.75, 0.97, 32), 1, 64)
                        .reached())
                .isFalse();
    }

    @Test
    void a_steady_rise_says_how_many_rounds_are_left() {
        // log-odds −1, 0, 1 of versions 0, 1, 2; version 3 is about to come; 0.95 is 2.94
        var goal = Goal.of(0.95, history(0.269, 0.5, 0.731), null, 3, 50);

        assertThat(goal.reached()).isFalse();
        assertThat(goal.roundsToGo()).isEqualTo(1);
        assertThat(goal.labelsToGo()).isEqualTo(50);
        assertThat(goal.words()).isEqualTo("About 1 more round (50 labels) to go.");
        assertThat(Goal.of(0.99, history(0.269, 0.5, 0.731), null, 3, 50).roundsToGo())
                .isEqualTo(3);
    }

    @Test
    void where_nothing_can_be_said_the_reason_is() {
        assertThat(Goal.of(0.9, history(0.3), null, 1, 64).words()).isEqualTo("Not known yet: one round is no trend.");
        assertThat(Goal.of(0.9, history(0.5, 0.4), null, 2, 64).words())
                .isEqualTo("Not known: the measured rounds do not rise.");
        assertThat(Goal.of(0.9, history(0.3, 0.31), null, 2, 64).words())
                .isEqualTo("Not within 12 rounds at the present pace.");
        assertThat(Goal.of(0.9, history(0.3, 0.31), null, 2, 64).roundsToGo()).isNull();
    }

    private static List<Measured> history(double... shares) {
        return IntStream.range(0, shares.length)
                .mapToObj(i -> new Measured(i + 1, i, Proportion.wilson(shares[i] * 1000, 1000)))
                .toList();
    }
}
