package dev.konomi.round;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a round is, and how long it may still take. */
@ApplicationScoped
class RoundProgress {
    private static final double MILLIS_PER_SECOND = 1000;
    private final RoundStore rounds;
    private final QueuePlace queue;
    private final Clock clock;

    RoundProgress(RoundStore rounds, QueuePlace queue, Clock clock) {
        this.rounds = rounds;
        this.queue = queue;
        this.clock = clock;
    }

    /** Takes part in the caller's transaction. */
    RoundView.Progress of(Round round) {
        int done = rounds.sampledCount(round.id);
        return switch (round.state) {
            case SAMPLING -> {
                int place = queue.of(round.id);
                double fraction = (double) done / round.imageCount;
                yield new RoundView.Progress(
                        done,
                        round.imageCount,
                        samplingStage(round, done, place),
                        fraction,
                        place,
                        samplingLeft(round, done));
            }
            case TRAINING ->
                new RoundView.Progress(
                        done,
                        round.imageCount,
                        round.stage.isEmpty() ? "waiting" : round.stage,
                        round.stageFraction,
                        queue.of(round.id),
                        trainingLeft(round));
            case DONE -> new RoundView.Progress(done, round.imageCount, "", 1, 0, null);
            case AWAITING_FEEDBACK, CANCELLED, FAILED -> new RoundView.Progress(done, round.imageCount, "", 0, 0, null);
        };
    }

    private static String samplingStage(Round round, int done, int place) {
        if (!round.stage.isEmpty()) {
            return round.stage;
        }
        return done == 0 && place > 0 ? "waiting" : "sampling";
    }

    /** From this round's own pace, or before its first image from the pace of the round before. */
    private @Nullable Double samplingLeft(Round round, int done) {
        if (done > 0) {
            return round.samplingSeconds / done * (round.imageCount - done);
        }
        return before(round)
                .filter(last -> last.samplingSeconds > 0)
                .map(last -> last.samplingSeconds / last.imageCount * round.imageCount)
                .orElse(null);
    }

    private @Nullable Double trainingLeft(Round round) {
        double gone = round.trainingAt == null
                ? 0
                : Duration.between(round.trainingAt, clock.instant()).toMillis() / MILLIS_PER_SECOND;
        if (round.stageFraction > 0) {
            return gone / round.stageFraction * (1 - round.stageFraction);
        }
        return before(round)
                .filter(last -> last.trainingSeconds > 0)
                .map(last -> Math.max(0, last.trainingSeconds - gone))
                .orElse(null);
    }

    private Optional<Round> before(Round round) {
        return rounds.withState(round.adapterId, RoundState.DONE).stream().reduce((a, b) -> b);
    }
}
