package dev.konomi.round;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One listener's sequence of snapshots: the present one first, then each that differs, and after a silence the same one
 * again, so that nobody on the way takes the line for dead. A snapshot says everything, so a listener that comes back
 * has missed nothing.
 */
final class RoundFeed {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);
    private final Supplier<RoundView> source;
    private final Supplier<Instant> now;
    private @Nullable String lastId;
    private Instant lastSent = Instant.MIN;

    /** @param lastEventId what the listener saw before its line broke; its repetition is spared */
    RoundFeed(Supplier<RoundView> source, Supplier<Instant> now, @Nullable String lastEventId) {
        this.source = source;
        this.now = now;
        this.lastId = lastEventId;
        if (lastEventId != null) {
            this.lastSent = now.get();
        }
    }

    /** The next event, or nothing for now. */
    Optional<Event> next() {
        RoundView view = source.get();
        String id = idOf(view);
        Instant time = now.get();
        if (id.equals(lastId) && time.isBefore(lastSent.plus(LONGEST_SILENCE))) {
            return Optional.empty();
        }
        lastId = id;
        lastSent = time;
        return Optional.of(new Event(id, view));
    }

    /** Equal for equal snapshots; the predicted time alone makes no new one. */
    private static String idOf(RoundView view) {
        RoundView.Progress progress = view.progress();
        RoundView.FeedbackCounts feedback = view.feedback();
        return String.join(
                "-",
                view.state().name().toLowerCase(java.util.Locale.ROOT),
                Integer.toString(progress.imagesDone()),
                progress.stage().isEmpty() ? "idle" : progress.stage(),
                Long.toString(Math.round(progress.fraction() * 1000)),
                Integer.toString(progress.queuePosition()),
                feedback.good() + "." + feedback.bad() + "." + feedback.skipped() + "."
                        + (feedback.best() == null ? "" : feedback.best()));
    }

    /**
     * One server-sent event.
     *
     * @param id equal ids mean equal snapshots
     */
    record Event(String id, RoundView view) {}
}
