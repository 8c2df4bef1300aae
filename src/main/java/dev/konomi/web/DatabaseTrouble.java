package dev.konomi.web;

import jakarta.inject.Singleton;
import jakarta.persistence.OptimisticLockException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's failures mean to a caller; SQLSTATE codes from appendix A of its manual. */
@Singleton
final class DatabaseTrouble implements ExceptionTranslator {
    private static final Duration UNTIL_BACK = Duration.ofSeconds(5);
    private static final Duration UNTIL_UNLOCKED = Duration.ofSeconds(1);
    private static final int MAX_CAUSES = 20;

    /** 08: connection, 53: out of disk, memory or connections, 57: shut down or crashed. */
    private static final Set<String> AWAY_CLASSES = Set.of("08", "53", "57");

    /** Serialization failure, deadlock, lock not available. */
    private static final Set<String> BUSY_STATES = Set.of("40001", "40P01", "55P03");

    private static final String UNIQUE_VIOLATION = "23505";

    @Override
    public Optional<ProblemException> translate(Throwable exception) {
        Throwable link = exception;
        for (int depth = 0; link != null && depth < MAX_CAUSES; depth++, link = link.getCause()) {
            Optional<ProblemException> problem = one(link, exception).or(suppressedBy(link, exception));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    /** Why a commit failed hangs on the transaction manager's exception as a suppressed one. */
    private static Supplier<Optional<ProblemException>> suppressedBy(Throwable link, Throwable whole) {
        return () -> Stream.of(link.getSuppressed())
                .map(Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(cause -> one(cause, whole))
                .flatMap(Optional::stream)
                .findFirst()
                .map(problem -> problem.kind() == ProblemKind.UNAVAILABLE ? uncertain(whole) : problem);
    }

    private static Optional<ProblemException> one(Throwable link, Throwable whole) {
        if (link instanceof OptimisticLockException) {
            return Optional.of(new ProblemException(
                    ProblemKind.CONFLICT,
                    "Somebody else changed the same resource at the same moment. Read it again and decide anew.",
                    whole));
        }
        return link instanceof SQLException sql ? ofState(sql.getSQLState(), sql, whole) : Optional.empty();
    }

    private static Optional<ProblemException> ofState(@Nullable String state, SQLException sql, Throwable whole) {
        if (state == null) {
            // Agroal gives no state when the pool waits in vain for a connection
            boolean poolIsEmpty = String.valueOf(sql.getMessage()).contains("cquisition timeout");
            return poolIsEmpty ? Optional.of(away(whole)) : Optional.empty();
        }
        if (BUSY_STATES.contains(state)) {
            return Optional.of(new ProblemException(
                            ProblemKind.UNAVAILABLE, "The database is busy with the same rows; send it again.", whole)
                    .withRetryAfter(UNTIL_UNLOCKED));
        }
        if (state.equals(UNIQUE_VIOLATION)) {
            return Optional.of(new ProblemException(
                    ProblemKind.CONFLICT, "The same thing was just created by another request.", whole));
        }
        return state.length() == 5 && AWAY_CLASSES.contains(state.substring(0, 2))
                ? Optional.of(away(whole))
                : Optional.empty();
    }

    private static ProblemException uncertain(Throwable whole) {
        return new ProblemException(
                        ProblemKind.UNAVAILABLE,
                        "The database went away while this was saved: it may be saved or not. Read it, or send it again.",
                        whole)
                .withRetryAfter(UNTIL_BACK);
    }

    private static ProblemException away(Throwable whole) {
        return new ProblemException(
                        ProblemKind.UNAVAILABLE,
                        "The database cannot be reached right now. Nothing was changed; send it again.",
                        whole)
                .withRetryAfter(UNTIL_BACK);
    }
}
