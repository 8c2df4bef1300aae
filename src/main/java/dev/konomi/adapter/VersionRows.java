package dev.konomi.adapter;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The versions of the active tenant's adapters. */
@ApplicationScoped
class VersionRows implements PanacheRepositoryBase<VersionRow, String> {

    Optional<VersionRow> numbered(String adapterId, int number) {
        return find("adapterId = ?1 and number = ?2", adapterId, number).firstResultOptional();
    }

    Optional<VersionRow> ofRound(String adapterId, String roundId) {
        return find("adapterId = ?1 and roundId = ?2", adapterId, roundId).firstResultOptional();
    }

    VersionRow newest(String adapterId) {
        return find("adapterId = ?1 order by number desc", adapterId)
                .firstResultOptional()
                .orElseThrow(() -> new IllegalStateException("adapter " + adapterId + " has no version 0"));
    }

    /** The newest that serves, served or may serve. */
    VersionRow newestNotHeld(String adapterId) {
        return find("adapterId = ?1 and (held = ?2 or wasLive) order by number desc", adapterId, List.of())
                .firstResultOptional()
                .orElseThrow(() -> new IllegalStateException("adapter " + adapterId + " has no version 0"));
    }

    /** From the newest down, below the given number. */
    List<VersionRow> page(String adapterId, int below, int most) {
        return find("adapterId = ?1 and number < ?2 order by number desc", adapterId, below)
                .page(0, most)
                .list();
    }

    /** One conditional insert: false when the number, or the round's version, is there already. */
    boolean insertIfFree(VersionRow row) {
        return getEntityManager()
                        .createNativeQuery("""
                    insert into adapter_version (id, tenant_id, adapter_id, number, origin, round_id, imported_from,
                        parent_number, base_digest, digest, lora_rank, files, report, held, size_bytes, was_live,
                        created_by, created_at)
                    values (:id, :tenant, :adapter, :number, :origin, :round, :imported, :parent, :base, :digest,
                        :rank, :files, :report, :held, :size, :live, :by, :at)
                    on conflict do nothing""")
                        .setParameter("id", row.id)
                        .setParameter("tenant", row.tenantId)
                        .setParameter("adapter", row.adapterId)
                        .setParameter("number", row.number)
                        .setParameter("origin", row.origin.name())
                        .setParameter("round", row.roundId)
                        .setParameter("imported", row.importedFrom)
                        .setParameter("parent", row.parentNumber)
                        .setParameter("base", row.baseDigest)
                        .setParameter("digest", row.digest)
                        .setParameter("rank", row.loraRank)
                        .setParameter("files", new VersionFilesColumn().convertToDatabaseColumn(row.files))
                        .setParameter("report", row.report)
                        .setParameter("held", new HoldColumn().convertToDatabaseColumn(row.held))
                        .setParameter("size", row.sizeBytes)
                        .setParameter("live", row.wasLive)
                        .setParameter("by", row.createdBy)
                        .setParameter("at", row.createdAt)
                        .executeUpdate()
                == 1;
    }
}
