package dev.konomi.round;

import static dev.konomi.round.RoundState.AWAITING_FEEDBACK;
import static dev.konomi.round.RoundState.CANCELLED;
import static dev.konomi.round.RoundState.DONE;
import static dev.konomi.round.RoundState.FAILED;
import static dev.konomi.round.RoundState.SAMPLING;
import static dev.konomi.round.RoundState.TRAINING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RoundStateTest {
    private static final List<List<RoundState>> ALLOWED = List.of(
            List.of(SAMPLING, AWAITING_FEEDBACK),
            List.of(SAMPLING, CANCELLED),
            List.of(SAMPLING, FAILED),
            List.of(AWAITING_FEEDBACK, TRAINING),
            List.of(AWAITING_FEEDBACK, CANCELLED),
            List.of(AWAITING_FEEDBACK, FAILED),
            List.of(TRAINING, DONE),
            List.of(TRAINING, CANCELLED),
            List.of(TRAINING, FAILED));

    static List<Arguments> everyPair() {
        List<Arguments> pairs = new ArrayList<>();
        for (RoundState from : RoundState.values()) {
            for (RoundState to : RoundState.values()) {
                pairs.add(Arguments.of(from, to));
            }
        }
        return pairs;
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("everyPair")
    void a_change_is_allowed_exactly_when_the_table_says_so(RoundState from, RoundState to) {
        assertThat(from.mayBecome(to)).isEqualTo(ALLOWED.contains(List.of(from, to)));
    }

    @Test
    void open_are_the_states_that_something_may_follow() {
        EnumSet<RoundState> open = EnumSet.noneOf(RoundState.class);
        for (RoundState state : RoundState.values()) {
            if (state.isOpen()) {
                open.add(state);
            }
        }

        assertThat(open).containsExactly(SAMPLING, AWAITING_FEEDBACK, TRAINING);
    }
}
