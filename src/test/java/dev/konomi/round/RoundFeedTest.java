package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoundFeedTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private Instant now = NOON;
    private RoundView view = view(0);

    @Test
    void the_present_state_comes_first_and_then_what_differs() {
        RoundFeed feed = new RoundFeed(() -> view, () -> now, null);

        assertThat(feed.next()).map(RoundFeed.Event::view).contains(view);
        assertThat(feed.next()).isEmpty();

        view = view(1);
        assertThat(feed.next()).map(RoundFeed.Event::view).contains(view);
        assertThat(feed.next()).isEmpty();
    }

    @Test
    void a_silence_of_15_seconds_is_broken() {
        RoundFeed feed = new RoundFeed(() -> view, () -> now, null);
        feed.next();

        now = NOON.plusSeconds(14);
        assertThat(feed.next()).isEmpty();
        now = NOON.plusSeconds(15);
        assertThat(feed.next()).isPresent();
    }

    @Test
    void a_listener_that_comes_back_is_spared_what_it_saw_and_told_what_it_missed() {
        String seen = new RoundFeed(() -> view, () -> now, null)
                .next()
                .map(RoundFeed.Event::id)
                .orElseThrow();

        assertThat(new RoundFeed(() -> view, () -> now, seen).next()).isEmpty();

        view = view(2);
        assertThat(new RoundFeed(() -> view, () -> now, seen).next())
                .map(event -> event.view().progress().imagesDone())
                .isEqualTo(Optional.of(2));
    }

    private static RoundView view(int done) {
        return new RoundView(
                "rnd_1",
                "mugs",
                1,
                RoundState.SAMPLING,
                new RoundView.Progress(done, 4, "sampling", done / 4.0, 0, null),
                0,
                List.of("a mug"),
                NOON,
                "ann",
                null,
                null,
                null,
                new RoundView.FeedbackCounts(0, 0, 0, done, null),
                null,
                null,
                null);
    }
}
