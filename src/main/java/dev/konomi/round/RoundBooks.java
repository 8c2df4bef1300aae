package dev.konomi.round;

import dev.konomi.audit.AuditLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;

/** What is written down about rounds beside their rows, in the caller's transaction: who did what, and what it cost. */
@ApplicationScoped
class RoundBooks {
    private final AuditLog audit;
    private final RoundJobs jobs;

    RoundBooks(AuditLog audit, RoundJobs jobs) {
        this.audit = audit;
        this.jobs = jobs;
    }

    void opened(Round round) {
        audit.append("round.opened", "round", round.id, Map.of("adapter", round.adapterName, "number", round.number));
    }

    void sampled(Round round) {
        audit.append("round.sampled", "round", round.id, Map.of("images", round.imageCount));
    }

    void trainingBegan(Round round, int labels, Duration evaluating) {
        audit.append("round.training", "round", round.id, Map.of("adapter", round.adapterName, "labels", labels));
    }

    void done(Round round, int version, Duration took) {
        audit.append("round.done", "round", round.id, Map.of("adapter", round.adapterName, "version", version));
        jobs.queueTidying(new JobData(round.tenantId, round.id));
    }

    void cancelled(Round round) {
        audit.append("round.cancelled", "round", round.id, Map.of("adapter", round.adapterName));
        jobs.queueTidying(new JobData(round.tenantId, round.id));
    }

    void failed(Round round, String reason) {
        audit.append("round.failed", "round", round.id, Map.of("reason", reason));
        jobs.queueTidying(new JobData(round.tenantId, round.id));
    }
}
