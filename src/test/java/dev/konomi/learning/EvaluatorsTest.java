package dev.konomi.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.hero.Verdict;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluatorsTest {
    private static final List<Boolean> TRUTHS =
            IntStream.range(0, 1000).mapToObj(i -> i % 3 == 0).toList();

    @Test
    void the_attentive_one_says_what_is_there() {
        assertThat(wrong(Evaluators.ATTENTIVE)).isZero();
    }

    @Test
    void every_fifth_verdict_of_the_flipping_one_is_wrong() {
        assertThat(wrong(Evaluators.FLIPPING)).isCloseTo(0.2, within(0.04));
    }

    @Test
    void two_attentive_ones_outweigh_one_who_does_not_look() {
        assertThat(wrong(Evaluators.ONE_OF_THREE_RANDOM)).isLessThan(0.01);
    }

    @Test
    void what_was_said_of_an_image_stays_when_more_are_judged() {
        var some = Evaluators.FLIPPING.opinions(TRUTHS.subList(0, 50), 4);

        assertThat(Evaluators.FLIPPING.opinions(TRUTHS, 4)).startsWith(some.toArray(Opinion[]::new));
    }

    private static double wrong(Evaluators evaluators) {
        var opinions = evaluators.opinions(TRUTHS, 4);
        return IntStream.range(0, TRUTHS.size())
                        .filter(i -> (opinions.get(i).verdict() == Verdict.GOOD) != TRUTHS.get(i))
                        .count()
                / (double) TRUTHS.size();
    }
}
