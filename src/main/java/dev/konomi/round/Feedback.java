package dev.konomi.round;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.time.Instant;
import org.hibernate.annotations.TenantId;

/** What one evaluator says about one image, as it stands now. */
@Entity
@SuppressWarnings("NullAway.Init")
@IdClass(Feedback.Key.class)
public class Feedback {
    @Id
    @Column(name = "round_id")
    String roundId;

    @Id
    int k;

    @Id
    String evaluator;

    @TenantId
    @Column(name = "tenant_id")
    String tenantId;

    /** Never {@link Verdict#NONE}: a verdict that was taken back has no row. */
    @Enumerated(EnumType.STRING)
    @Column
    Verdict verdict;

    @Column
    boolean best;

    @Column(name = "changed_at")
    Instant changedAt;

    /** For Hibernate. */
    protected Feedback() {}

    Feedback(String roundId, int k, String evaluator, Verdict verdict, boolean best, Instant now) {
        this.roundId = roundId;
        this.k = k;
        this.evaluator = evaluator;
        change(verdict, best, now);
    }

    final void change(Verdict newVerdict, boolean newBest, Instant now) {
        this.verdict = newVerdict;
        this.best = newBest;
        this.changedAt = now;
    }

    Verdict verdict() {
        return verdict;
    }

    boolean isBest() {
        return best;
    }

    /** Primary key. */
    public record Key(String roundId, int k, String evaluator) {}
}
