package dev.konomi.round;

import static dev.konomi.round.Verdict.BAD;
import static dev.konomi.round.Verdict.GOOD;
import static dev.konomi.round.Verdict.SKIP;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsensusTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void the_majority_decides_and_a_tie_decides_nothing() {
        Consensus consensus = Consensus.of(List.of(
                says("ann", 0, GOOD),
                says("bob", 0, GOOD),
                says("cyd", 0, BAD),
                says("ann", 1, GOOD),
                says("bob", 1, BAD),
                says("ann", 2, BAD),
                says("bob", 2, SKIP)));

        assertThat(consensus.verdicts()).containsExactly(Map.entry(0, GOOD), Map.entry(1, SKIP), Map.entry(2, BAD));
        assertThat(consensus.labels()).isEqualTo(2);
    }

    @Test
    void best_is_what_most_call_best_among_the_good() {
        Consensus consensus = Consensus.of(List.of(
                best("ann", 3, NOON),
                best("bob", 4, NOON),
                best("cyd", 4, NOON),
                best("dan", 5, NOON.plusSeconds(9)),
                says("ann", 4, BAD),
                says("eve", 4, BAD),
                says("fay", 4, BAD)));

        assertThat(consensus.verdicts()).containsEntry(4, BAD);
        assertThat(consensus.best()).contains(5);
    }

    @Test
    void among_equals_the_one_named_last_is_best() {
        Consensus consensus = Consensus.of(List.of(best("ann", 6, NOON.plusSeconds(1)), best("bob", 2, NOON)));

        assertThat(consensus.best()).contains(6);
    }

    @Test
    void long_pauses_count_as_a_minute_and_each_person_by_themselves() {
        List<FeedbackChange> history =
                List.of(change("ann", 0), change("bob", 5), change("ann", 20), change("bob", 6), change("ann", 2000));

        assertThat(Consensus.evaluatorTime(history)).isEqualTo(Duration.ofSeconds(20 + 1 + 60));
    }

    private static Feedback says(String who, int k, Verdict verdict) {
        return new Feedback("rnd_1", k, who, verdict, false, NOON);
    }

    private static Feedback best(String who, int k, Instant when) {
        return new Feedback("rnd_1", k, who, GOOD, true, when);
    }

    private static FeedbackChange change(String who, long second) {
        return new FeedbackChange("rnd_1", 0, who, GOOD, false, NOON.plusSeconds(second));
    }
}
