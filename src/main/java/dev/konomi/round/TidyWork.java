package dev.konomi.round;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Deletes what a closed round needs no more: its trajectory, and what interrupted work left behind. */
@ApplicationScoped
class TidyWork implements RoundWork {
    private final RoundStore rounds;
    private final RoundFiles files;
    private final Clock clock;

    TidyWork(RoundStore rounds, RoundFiles files, Clock clock) {
        this.rounds = rounds;
        this.files = files;
        this.clock = clock;
    }

    @Override
    public void run(JobData job, BooleanSupplier stopping) {
        Optional<Round> found = QuarkusTransaction.requiringNew().call(() -> rounds.find(job.round()));
        if (found.isEmpty() || found.get().state.isOpen()) {
            return;
        }
        Round round = found.get();
        List<RoundImage> images = QuarkusTransaction.requiringNew().call(() -> rounds.images(round.id));
        files.sweep(round, images);
        QuarkusTransaction.requiringNew().run(() -> rounds.trajectoryDeleted(round.id, clock.instant()));
    }
}
