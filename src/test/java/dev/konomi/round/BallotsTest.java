package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.hero.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BallotsTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void one_evaluators_verdicts_are_certain() {
        Ballots ballots = Ballots.of(
                Map.of(
                        "r",
                        List.of(
                                says("ann", 0, dev.konomi.round.Verdict.GOOD),
                                new Feedback("r", 1, "ann", dev.konomi.round.Verdict.GOOD, true, NOON),
                                says("ann", 2, dev.konomi.round.Verdict.BAD),
                                says("ann", 3, dev.konomi.round.Verdict.SKIP))),
                new TreeMap<>());

        assertThat(ballots.label("r", 0)).isEqualTo(new Ballots.Label(Verdict.GOOD, 1));
        assertThat(ballots.label("r", 1)).isEqualTo(new Ballots.Label(Verdict.BEST, 1));
        assertThat(ballots.label("r", 2)).isEqualTo(new Ballots.Label(Verdict.BAD, 1));
        assertThat(ballots.label("r", 3).verdict()).isEqualTo(Verdict.SKIP);
        assertThat(ballots.label("r", 4).verdict()).isEqualTo(Verdict.SKIP);
        assertThat(ballots.hasJudged("r", 3)).isTrue();
        assertThat(ballots.hasJudged("r", 4)).isFalse();
        assertThat(ballots.evaluation("r").agreement()).isNull();
    }

    @Test
    void a_disputed_image_teaches_less_than_an_undisputed_one() {
        List<Feedback> feedback = new ArrayList<>();
        for (int k = 0; k < 30; k++) {
            var verdict = k % 3 == 0 ? dev.konomi.round.Verdict.GOOD : dev.konomi.round.Verdict.BAD;
            for (String evaluator : List.of("ann", "bob", "cyd")) {
                feedback.add(says(evaluator, k, verdict));
            }
        }
        feedback.add(says("ann", 30, dev.konomi.round.Verdict.GOOD));
        feedback.add(says("bob", 30, dev.konomi.round.Verdict.GOOD));
        feedback.add(says("cyd", 30, dev.konomi.round.Verdict.BAD));
        Ballots ballots = Ballots.of(Map.of("r", feedback), new TreeMap<>());

        assertThat(ballots.label("r", 0).verdict()).isEqualTo(Verdict.GOOD);
        assertThat(ballots.label("r", 30).verdict()).isEqualTo(Verdict.GOOD);
        assertThat(ballots.label("r", 30).confidence())
                .isLessThan(ballots.label("r", 0).confidence());
        assertThat(ballots.evaluation("r").agreement()).isBetween(0.9, 0.99);
        assertThat(ballots.evaluation("r").reliabilities()).containsOnlyKeys("ann", "bob", "cyd");
    }

    private static Feedback says(String evaluator, int k, dev.konomi.round.Verdict verdict) {
        return new Feedback("r", k, evaluator, verdict, false, NOON);
    }
}
