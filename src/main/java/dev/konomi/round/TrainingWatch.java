package dev.konomi.round;

import dev.konomi.engine.hero.ProgressListener;
import dev.konomi.engine.hero.Stage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Writes a training's progress to its round and notices when the round is cancelled, both a few times a second. */
final class TrainingWatch implements ProgressListener {
    private static final Duration PAUSE = Duration.ofMillis(400);
    /** About the audit's part of the whole. */
    private static final double AUDIT_SHARE = 0.25;

    private final String roundId;
    private final RoundStore rounds;
    private final Clock clock;
    private final BooleanSupplier stopping;
    private Instant lastWritten = Instant.MIN;
    private Instant lastLooked = Instant.MIN;
    private boolean left;

    TrainingWatch(String roundId, RoundStore rounds, Clock clock, BooleanSupplier stopping) {
        this.roundId = roundId;
        this.rounds = rounds;
        this.clock = clock;
        this.stopping = stopping;
    }

    @Override
    public void at(Stage stage, double fraction) {
        if (stage == Stage.POLICY && fraction >= 0.5) {
            FaultPoint.TRAINING_HALFWAY.pass();
        }
        Instant now = clock.instant();
        if (now.isBefore(lastWritten.plus(PAUSE))) {
            return;
        }
        lastWritten = now;
        double whole = (1 - AUDIT_SHARE) * (begin(stage) + fraction * share(stage));
        String name = stage.name().toLowerCase(Locale.ROOT);
        QuarkusTransaction.requiringNew().run(() -> rounds.trainingReached(roundId, name, whole));
    }

    /** The images that nobody is shown are painted, as far as they are missing. */
    void painting() {
        QuarkusTransaction.requiringNew().run(() -> rounds.trainingReached(roundId, "sampling", 0));
    }

    /** The version is painted and reported on. */
    void auditing(double fraction) {
        double whole = 1 - AUDIT_SHARE * (1 - fraction);
        QuarkusTransaction.requiringNew().run(() -> rounds.trainingReached(roundId, "audit", whole));
    }

    boolean mustStop() {
        Instant now = clock.instant();
        if (!left && !now.isBefore(lastLooked.plus(PAUSE))) {
            lastLooked = now;
            left = QuarkusTransaction.requiringNew()
                    .call(() -> rounds.find(roundId)
                            .filter(round -> round.state == RoundState.TRAINING)
                            .isEmpty());
        }
        return left || stopping.getAsBoolean();
    }

    /** About the stage's part of a training on the bundled model; only the progress bar depends on it. */
    private static double share(Stage stage) {
        return switch (stage) {
            case ENCODER -> 0.3;
            case REWARD -> 0.05;
            case POLICY -> 0.65;
        };
    }

    private static double begin(Stage stage) {
        return switch (stage) {
            case ENCODER -> 0;
            case REWARD -> 0.3;
            case POLICY -> 0.35;
        };
    }
}
