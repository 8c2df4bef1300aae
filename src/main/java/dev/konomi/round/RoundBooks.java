package dev.konomi.round;

import dev.konomi.audit.AuditLog;
import dev.konomi.usage.Usage;
import dev.konomi.usage.UsageKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;

/** What is written down about rounds beside their rows, in the caller's transaction: who did what, and what it cost. */
@ApplicationScoped
class RoundBooks {
    private static final double MILLIS_PER_SECOND = 1000;
    private static final double MILLIS_PER_MINUTE = 60_000;
    private final AuditLog audit;
    private final Usage usage;
    private final RoundJobs jobs;

    RoundBooks(AuditLog audit, Usage usage, RoundJobs jobs) {
        this.audit = audit;
        this.usage = usage;
        this.jobs = jobs;
    }

    void opened(Round round) {
        audit.append("round.opened", "round", round.id, Map.of("adapter", round.adapterName, "number", round.number));
    }

    void painted(Duration deviceTime) {
        usage.add(UsageKind.IMAGES, 1);
        usage.add(UsageKind.DEVICE_SECONDS, deviceTime.toMillis() / MILLIS_PER_SECOND);
    }

    void paintedForNobody(Duration deviceTime) {
        usage.add(UsageKind.DEVICE_SECONDS, deviceTime.toMillis() / MILLIS_PER_SECOND);
    }

    void sampled(Round round) {
        audit.append("round.sampled", "round", round.id, Map.of("images", round.imageCount));
        if (RoundInputs.recipe(round).unlabelledImages() > 0) {
            jobs.queueUnlabelled(new JobData(round.tenantId, round.id));
        }
    }

    void trainingBegan(Round round, int labels, Duration evaluating) {
        audit.append("round.training", "round", round.id, Map.of("adapter", round.adapterName, "labels", labels));
        usage.add(UsageKind.LABELS, labels);
        usage.add(UsageKind.EVALUATOR_MINUTES, evaluating.toMillis() / MILLIS_PER_MINUTE);
    }

    void done(Round round, int version, Duration took) {
        audit.append("round.done", "round", round.id, Map.of("adapter", round.adapterName, "version", version));
        usage.add(UsageKind.DEVICE_SECONDS, took.toMillis() / MILLIS_PER_SECOND);
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
