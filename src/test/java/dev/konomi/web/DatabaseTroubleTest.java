package dev.konomi.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.RollbackException;
import java.sql.SQLException;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Test;

class DatabaseTroubleTest {
    private final DatabaseTrouble trouble = new DatabaseTrouble();

    @Test
    void a_database_that_goes_away_before_a_commit_has_changed_nothing() {
        ProblemException problem = trouble.translate(new IllegalStateException(new SQLException("gone", "08006")))
                .orElseThrow();

        assertThat(problem.kind()).isEqualTo(ProblemKind.UNAVAILABLE);
        assertThat(problem).hasMessageContaining("Nothing was changed");
    }

    @Test
    void one_that_goes_away_in_a_commit_leaves_it_open_what_was_saved() {
        XAException commit = new XAException("commit");
        commit.initCause(new SQLException("terminating connection", "57P01"));
        RollbackException failed = new RollbackException("Could not commit transaction.");
        failed.addSuppressed(commit);

        ProblemException problem =
                trouble.translate(new IllegalStateException(failed)).orElseThrow();

        assertThat(problem.kind()).isEqualTo(ProblemKind.UNAVAILABLE);
        assertThat(problem).hasMessageContaining("may be saved or not");
    }

    @Test
    void other_failures_are_left_to_others() {
        assertThat(trouble.translate(new IllegalStateException(new SQLException("syntax", "42601"))))
                .isEmpty();
    }
}
