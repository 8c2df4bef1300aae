package dev.konomi.round;

import dev.konomi.artefact.ArtefactUnavailableException;
import dev.konomi.tenant.ActiveTenant;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells trouble that passes, which a job waits for, from trouble that does not, which ends the round. */
@ApplicationScoped
class RoundFailure {
    private static final Logger LOG = Logger.getLogger(RoundFailure.class);
    private static final int TRIES = 3;
    private static final String FOR_OBJECT_STORE = "waiting_for_object_store";

    /** Failures in a row, by round, in this process. */
    private final ConcurrentMap<String, Integer> failures = new ConcurrentHashMap<>();

    private final RoundStore rounds;
    private final RoundBooks books;
    private final ActiveTenant tenants;
    private final Clock clock;

    RoundFailure(RoundStore rounds, RoundBooks books, ActiveTenant tenants, Clock clock) {
        this.rounds = rounds;
        this.books = books;
        this.tenants = tenants;
        this.clock = clock;
    }

    /** Counts a failure; waiting for trouble that passes does not count. */
    boolean isFinal(JobData job, Throwable failure) {
        return !passes(failure) && failures.merge(job.round(), 1, Integer::sum) >= TRIES;
    }

    void forget(JobData job) {
        failures.remove(job.round());
    }

    private static boolean passes(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ArtefactUnavailableException
                    || cause instanceof SQLException
                    || cause instanceof PersistenceException
                    || cause instanceof JobStoppedException
                    || cause instanceof InterruptedException
                    || (cause instanceof ProblemException problem && problem.kind() == ProblemKind.UNAVAILABLE)) {
                return true;
            }
        }
        return false;
    }

    /** Lets those who look at the round see what its work waits for, where that can be written down. */
    void showWaiting(JobData job, Throwable failure) {
        if (!causedBy(failure, ArtefactUnavailableException.class)) {
            return;
        }
        try {
            tenants.runAs(job.tenant(), () -> {
                QuarkusTransaction.requiringNew().run(() -> rounds.waits(job.round(), FOR_OBJECT_STORE));
                return null;
            });
        } catch (Exception e) {
            LOG.debugf("round %s cannot say what it waits for: %s", job.round(), e);
        }
    }

    private static boolean causedBy(Throwable failure, Class<? extends Throwable> kind) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    void record(JobData job, Exception failure) {
        LOG.errorf(failure, "round %s failed", job.round());
        forget(job);
        try {
            tenants.runAs(job.tenant(), () -> {
                QuarkusTransaction.requiringNew().run(() -> fail(job.round(), String.valueOf(failure.getMessage())));
                return null;
            });
        } catch (Exception e) {
            throw new IllegalStateException("the failure of round " + job.round() + " could not be recorded", e);
        }
    }

    private void fail(String id, String reason) {
        Optional<Round> round = rounds.find(id);
        if (round.isPresent()
                && round.get().state.isOpen()
                && rounds.failed(id, round.get().state, reason, clock.instant())) {
            books.failed(round.get(), reason);
        }
    }
}
