package dev.konomi.round;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.TenantId;

/** Where the audit images of one painter lie. Painted once, by whoever needs them first. */
@Entity
@SuppressWarnings("NullAway.Init")
@Table(name = "audit_set")
@IdClass(AuditSetRow.Key.class)
public class AuditSetRow {
    @Id
    @Column(name = "adapter_id")
    String adapterId;

    /** Of the painter's weights; of the base model where it has none. */
    @Id
    @Column(name = "painter_digest")
    String painterDigest;

    /** Of prompts, seeds and sampling settings. */
    @Id
    @Column(name = "plan_digest")
    String planDigest;

    @TenantId
    @Column(name = "tenant_id")
    String tenantId;

    /** Final latents and recognition. */
    @Column(name = "latents_key")
    String latentsKey;

    @Column(name = "latents_sha256")
    String latentsSha256;

    /** The first images side by side, PNG. */
    @Column(name = "strip_key")
    String stripKey;

    @Column(name = "strip_sha256")
    String stripSha256;

    /** What each image looks like, a JSON list. */
    @Column
    String looks;

    @Column(name = "painted_at")
    Instant paintedAt;

    /** Primary key. */
    public record Key(String adapterId, String painterDigest, String planDigest) {}
}
