package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.hero.RecipePresets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private static final Repeats REPEATS =
            Repeats.of(List.of(image(0, null), image(1, null), image(2, 0), image(3, 1)));

    @Test
    void the_first_answer_counts_and_the_second_is_held_against_it() {
        List<Feedback> said = List.of(
                said(0, "ann", Verdict.GOOD),
                said(2, "ann", Verdict.BAD),
                said(1, "ann", Verdict.BAD),
                said(3, "ann", Verdict.BAD),
                said(0, "bob", Verdict.GOOD),
                said(2, "bob", Verdict.SKIP));

        assertThat(REPEATS.folded(said))
                .extracting(one -> one.k, one -> one.evaluator, Feedback::verdict)
                .containsExactlyInAnyOrder(
                        tuple(0, "ann", Verdict.GOOD), tuple(1, "ann", Verdict.BAD), tuple(0, "bob", Verdict.GOOD));
        assertThat(REPEATS.consistencies(said)).containsOnlyKeys("ann").containsEntry("ann", new Consistency(2, 1));
    }

    @Test
    void who_answers_the_second_alone_is_heard() {
        assertThat(REPEATS.folded(List.of(said(3, "ann", Verdict.GOOD))))
                .extracting(one -> one.k, one -> one.evaluator, Feedback::verdict)
                .containsExactly(tuple(1, "ann", Verdict.GOOD));
    }

    @Test
    void a_best_that_was_named_at_the_second_place_is_the_images() {
        var second = new Feedback("r", 2, "ann", Verdict.GOOD, true, Instant.EPOCH);

        assertThat(REPEATS.folded(List.of(said(0, "ann", Verdict.GOOD), second)))
                .extracting(one -> one.k, Feedback::isBest)
                .containsExactly(tuple(0, true));
        assertThat(REPEATS.folded(List.of(said(0, "ann", Verdict.BAD), second)))
                .extracting(one -> one.k, Feedback::isBest)
                .containsExactly(tuple(0, false));
    }

    @Test
    void a_recipe_without_repeats_shows_each_image_once() {
        assertThat(Repeats.drawn(RecipePresets.hero(), 1)).isEmpty();
    }

    @Test
    void agreement_with_oneself_says_how_often_one_is_right() {
        assertThat(Consistency.UNKNOWN.accuracy()).isCloseTo(0.9, within(1e-9));
        assertThat(new Consistency(1000, 1000).accuracy()).isGreaterThan(0.99);
        assertThat(new Consistency(1000, 500).accuracy()).isLessThan(0.56);
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    private static Feedback said(int k, String evaluator, Verdict verdict) {
        return new Feedback("r", k, evaluator, verdict, false, Instant.EPOCH);
    }

    private static RoundImage image(int k, @org.jspecify.annotations.Nullable Integer repeats) {
        RoundImage image = new RoundImage();
        image.k = k;
        image.repeats = repeats;
        return image;
    }
}
