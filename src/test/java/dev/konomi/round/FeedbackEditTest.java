package dev.konomi.round;

import static dev.konomi.round.Verdict.BAD;
import static dev.konomi.round.Verdict.GOOD;
import static dev.konomi.round.Verdict.SKIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.round.FeedbackRequest.Item;
import dev.konomi.web.ProblemException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedbackEditTest {
    @Test
    void the_best_image_is_good_by_that() {
        FeedbackEdit edit = edit(new FeedbackRequest(List.of(item(0, BAD)), 2, null));

        assertThat(edit.verdicts()).containsExactly(Map.entry(0, BAD), Map.entry(2, GOOD));
        assertThat(edit.best()).contains(new FeedbackEdit.Best(2));
    }

    @Test
    void what_is_not_mentioned_is_not_touched() {
        FeedbackEdit edit = edit(new FeedbackRequest(List.of(item(1, GOOD)), null, null));

        assertThat(edit.verdicts()).containsExactly(Map.entry(1, GOOD));
        assertThat(edit.best()).isEmpty();
    }

    @Test
    void none_is_good_makes_every_image_bad_but_those_that_are_skipped() {
        FeedbackEdit edit =
                FeedbackEdit.of(new FeedbackRequest(List.of(item(1, SKIP)), null, true), 4, Map.of(2, SKIP, 3, GOOD));

        assertThat(edit.verdicts()).containsExactly(Map.entry(0, BAD), Map.entry(1, SKIP), Map.entry(3, BAD));
        assertThat(edit.best()).contains(new FeedbackEdit.Best(null));
    }

    @Test
    void a_best_can_be_taken_back() {
        FeedbackEdit edit = edit(new FeedbackRequest(List.of(new Item(1, null, false)), null, null));

        assertThat(edit.verdicts()).isEmpty();
        assertThat(edit.best()).contains(new FeedbackEdit.Best(null));
    }

    @Test
    void images_that_the_round_does_not_have_are_refused() {
        refused(new FeedbackRequest(List.of(item(4, GOOD)), null, null), "verdicts[0].image");
        refused(new FeedbackRequest(List.of(item(0, GOOD), item(-1, GOOD)), null, null), "verdicts[1].image");
        refused(new FeedbackRequest(List.of(item(null, GOOD)), null, null), "verdicts[0].image");
        refused(new FeedbackRequest(null, 4, null), "best");
    }

    @Test
    void contradictions_are_refused() {
        refused(new FeedbackRequest(List.of(item(1, BAD)), 1, null), "best");
        refused(new FeedbackRequest(List.of(new Item(1, GOOD, true)), 2, null), "best");
        refused(new FeedbackRequest(List.of(item(1, BAD), item(1, GOOD)), null, null), "verdicts[1].image");
        refused(new FeedbackRequest(List.of(item(1, GOOD)), null, true), "none_is_good");
        refused(new FeedbackRequest(null, 1, true), "none_is_good");
        refused(new FeedbackRequest(List.of(item(1, null)), null, null), "verdicts[0]");
    }

    private static FeedbackEdit edit(FeedbackRequest request) {
        return FeedbackEdit.of(request, 4, Map.of());
    }

    private static void refused(FeedbackRequest request, String field) {
        assertThatThrownBy(() -> edit(request))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.errors())
                                .first()
                                .extracting("field")
                                .isEqualTo(field));
    }

    private static Item item(@Nullable Integer image, @Nullable Verdict verdict) {
        return new Item(image, verdict, null);
    }
}
