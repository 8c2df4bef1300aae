package dev.konomi.adapter;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** An adapter's row. */
@Entity(name = "Adapter")
@Table(name = "adapter")
@SuppressWarnings("NullAway.Init")
class AdapterRow {

    @Id
    String id;

    @TenantId
    @Column(name = "tenant_id")
    String tenantId;

    String name;

    String title;

    @JdbcTypeCode(SqlTypes.ARRAY)
    List<String> prompts;

    String guidelines;

    @Column(name = "recipe_preset")
    String recipePreset;

    @Column(name = "recipe_overrides")
    String recipeOverrides;

    @Nullable Double target;

    @Column(name = "base_digest")
    String baseDigest;

    @Column(name = "live_number")
    int liveNumber;

    @Column(name = "canary_number")
    @Nullable Integer canaryNumber;

    @Column(name = "canary_percent")
    int canaryPercent;

    @Column(name = "pending_number")
    @Nullable Integer pendingNumber;

    @Column(name = "pending_by")
    @Nullable String pendingBy;

    /** Who asked, for ever: names can be changed. */
    @Column(name = "pending_subject")
    @Nullable String pendingSubject;

    @Column(name = "pending_reason")
    @Nullable String pendingReason;

    @Column(name = "pending_at")
    @Nullable Instant pendingAt;

    @Column(name = "retired_at")
    @Nullable Instant retiredAt;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Version
    long version;
}
