package dev.konomi.round;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * One turn of show, ask, train and publish on an adapter. A row is read as it is and changed by {@link RoundStore}
 * alone, through conditional updates.
 */
@Entity
@SuppressWarnings("NullAway.Init")
public class Round {
    @Id
    String id;

    @TenantId
    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "adapter_id")
    String adapterId;

    @Column(name = "adapter_name")
    String adapterName;

    /** 1 for the adapter's first round. */
    @Column
    int number;

    @Enumerated(EnumType.STRING)
    @Column
    RoundState state;

    /** Counts the changes of state. */
    @Column(name = "lock_version")
    long lockVersion;

    /** The recipe as it was when the round was opened, JSON. */
    @Column
    String recipe;

    /** The training prompts as they were when the round was opened, a JSON list. */
    @Column
    String prompts;

    @Column(name = "image_count")
    int imageCount;

    /** The version that paints and is trained on from; 0 is the base model. */
    @Column(name = "from_version")
    int fromVersion;

    @Column(name = "from_digest")
    String fromDigest;

    @Column(name = "base_digest")
    String baseDigest;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "sampled_at")
    @Nullable Instant sampledAt;

    @Column(name = "training_at")
    @Nullable Instant trainingAt;

    @Column(name = "training_by")
    @Nullable String trainingBy;

    @Column(name = "finished_at")
    @Nullable Instant finishedAt;

    @Column(name = "sampling_seconds")
    double samplingSeconds;

    @Column(name = "training_seconds")
    double trainingSeconds;

    @Column
    int labels;

    @Column(name = "evaluator_seconds")
    double evaluatorSeconds;

    /** What training is doing, in a word; empty outside of training. */
    @Column
    String stage;

    @Column(name = "stage_fraction")
    double stageFraction;

    @Column(name = "latents_sha256")
    @Nullable String latentsSha256;

    @Column(name = "trajectory_sha256")
    @Nullable String trajectorySha256;

    /** Of the latents of the images that nobody is shown; empty until all of them are painted. */
    @Column(name = "unlabelled_sha256")
    @Nullable String unlabelledSha256;

    @Column(name = "trajectory_deleted_at")
    @Nullable Instant trajectoryDeletedAt;

    @Column(name = "published_version")
    @Nullable Integer publishedVersion;

    @Column
    @Nullable String report;

    @Column
    @Nullable String failure;
}
