package dev.konomi.image;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** One generated picture with its provenance. Written once and never changed. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Image {
    @Id
    String id;

    @TenantId
    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "created_by")
    String createdBy;

    @Column
    String model;

    @Column(name = "adapter_name")
    @Nullable String adapterName;

    @Column(name = "adapter_version")
    int adapterVersion;

    @Column(name = "adapter_digest")
    String adapterDigest;

    @Column(name = "base_digest")
    String baseDigest;

    @Column
    String prompt;

    @Column(name = "negative_prompt")
    String negativePrompt;

    @Column
    long seed;

    @Column
    int steps;

    @Column(name = "guidance_scale")
    float guidanceScale;

    @Column(name = "width_px")
    int widthPx;

    @Column(name = "height_px")
    int heightPx;

    @Column
    String sampler;

    @Column
    String sha256;

    @Column(name = "byte_size")
    long byteSize;

    /** For Hibernate. */
    protected Image() {}

    Image(String id, Instant createdAt, String createdBy, String model, Provenance provenance, StoredBytes bytes) {
        this.id = id;
        this.createdAt = createdAt;
        this.createdBy = createdBy;
        this.model = model;
        this.adapterName = provenance.adapter().orElse(null);
        this.adapterVersion = provenance.version();
        this.adapterDigest = provenance.adapterDigest();
        this.baseDigest = provenance.baseDigest();
        this.prompt = provenance.prompt();
        this.negativePrompt = provenance.negativePrompt();
        this.seed = provenance.seed();
        this.steps = provenance.steps();
        this.guidanceScale = provenance.guidanceScale();
        this.widthPx = provenance.widthPx();
        this.heightPx = provenance.heightPx();
        this.sampler = provenance.sampler();
        this.sha256 = bytes.sha256();
        this.byteSize = bytes.size();
    }

    Provenance provenance() {
        return new Provenance(
                tenantId,
                Optional.ofNullable(adapterName),
                adapterVersion,
                adapterDigest,
                baseDigest,
                prompt,
                negativePrompt,
                seed,
                steps,
                guidanceScale,
                widthPx,
                heightPx,
                sampler);
    }

    /** Key of the PNG in the tenant's part of the object store. */
    String key() {
        return keyOf(id);
    }

    static String keyOf(String id) {
        return "images/" + id + ".png";
    }

    /** What the object store said that it keeps. */
    record StoredBytes(String sha256, long size) {}
}
