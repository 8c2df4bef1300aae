package dev.konomi.round;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** One sampled image of a round: where its picture, its latents and its trajectory lie. */
@Entity
@SuppressWarnings("NullAway.Init")
@Table(name = "round_image")
@IdClass(RoundImage.Key.class)
public class RoundImage {
    @Id
    @Column(name = "round_id")
    String roundId;

    /** 0 is the round's first image. */
    @Id
    int k;

    @TenantId
    @Column(name = "tenant_id")
    String tenantId;

    @Column
    String prompt;

    @Column
    long seed;

    /** The place of the image that this entry shows a second time; empty for an image of its own. */
    @Column
    @Nullable Integer repeats;

    /** Where the initial noise came from: gaussian, best or good. */
    @Column(name = "noise_origin")
    String noiseOrigin;

    @Column(name = "adapter_digest")
    String adapterDigest;

    @Column(name = "image_key")
    String imageKey;

    @Column(name = "image_sha256")
    String imageSha256;

    @Column(name = "image_bytes")
    long imageBytes;

    /** Initial noise and final latents. */
    @Column(name = "sample_key")
    String sampleKey;

    @Column(name = "sample_sha256")
    String sampleSha256;

    @Column(name = "trajectory_key")
    String trajectoryKey;

    @Column(name = "trajectory_sha256")
    String trajectorySha256;

    @Column(name = "sampled_at")
    Instant sampledAt;

    /** Primary key. */
    public record Key(String roundId, int k) {}
}
