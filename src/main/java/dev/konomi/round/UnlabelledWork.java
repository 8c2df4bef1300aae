package dev.konomi.round;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Paints a round's images for nobody's eyes while people judge the others. Training takes over what is missing. */
@ApplicationScoped
class UnlabelledWork implements RoundWork {
    private final RoundStore rounds;
    private final UnlabelledImages unlabelled;

    UnlabelledWork(RoundStore rounds, UnlabelledImages unlabelled) {
        this.rounds = rounds;
        this.unlabelled = unlabelled;
    }

    @Override
    public void run(JobData job, BooleanSupplier stopping) throws InterruptedException {
        Optional<Round> found = find(job);
        if (found.isPresent()) {
            unlabelled.painted(found.get(), () -> find(job).isPresent(), stopping);
        }
    }

    /** The round, while it waits for feedback. */
    private Optional<Round> find(JobData job) {
        return QuarkusTransaction.requiringNew()
                .call(() -> rounds.find(job.round()))
                .filter(round -> round.state == RoundState.AWAITING_FEEDBACK);
    }
}
