package dev.konomi.round;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** One acknowledged change of an evaluator's mind. Only ever added. */
@Entity
@SuppressWarnings("NullAway.Init")
@Table(name = "feedback_change")
public class FeedbackChange {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable Long id;

    @Column(name = "round_id")
    String roundId;

    @Column
    int k;

    @Column
    String evaluator;

    @TenantId
    @Column(name = "tenant_id")
    String tenantId;

    @Enumerated(EnumType.STRING)
    @Column
    Verdict verdict;

    @Column
    boolean best;

    @Column(name = "changed_at")
    Instant changedAt;

    /** For Hibernate. */
    protected FeedbackChange() {}

    FeedbackChange(String roundId, int k, String evaluator, Verdict verdict, boolean best, Instant now) {
        this.roundId = roundId;
        this.k = k;
        this.evaluator = evaluator;
        this.verdict = verdict;
        this.best = best;
        this.changedAt = now;
    }
}
