package dev.konomi.adapter;

import dev.konomi.engine.hero.HoldReason;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A version's row; the database refuses every change but {@code was_live}. */
@Entity(name = "AdapterVersion")
@Table(name = "adapter_version")
@SuppressWarnings("NullAway.Init")
class VersionRow {

    @Id
    String id;

    @TenantId
    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "adapter_id")
    String adapterId;

    int number;

    @Enumerated(EnumType.STRING)
    VersionOrigin origin;

    @Column(name = "round_id")
    @Nullable String roundId;

    @Column(name = "imported_from")
    @Nullable String importedFrom;

    @Column(name = "parent_number")
    @Nullable Integer parentNumber;

    @Column(name = "base_digest")
    String baseDigest;

    String digest;

    @Column(name = "lora_rank")
    int loraRank;

    @Convert(converter = VersionFilesColumn.class)
    List<VersionFile> files;

    @Nullable String report;

    /** What its audit has against it; empty lets it serve. */
    @Convert(converter = HoldColumn.class)
    List<HoldReason> held = List.of();

    @Column(name = "size_bytes")
    long sizeBytes;

    @Column(name = "was_live")
    boolean wasLive;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "created_at")
    Instant createdAt;
}
