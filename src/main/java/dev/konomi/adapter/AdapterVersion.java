package dev.konomi.adapter;

import dev.konomi.engine.hero.HoldReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of an adapter, as it stood when it was read.
 *
 * @param number from 1; 0 is the base model
 * @param roundId empty unless a round trained it
 * @param importedFrom name of the file; empty unless it was imported
 * @param parent number of the version that it started from; empty for the base model
 * @param baseDigest digest of the base model that it belongs to
 * @param digest SHA-256 of its LoRA file; of the base model for version 0
 * @param rank inner width of its LoRA; 0 for version 0
 * @param held what its audit has against it; with any reason it serves only where somebody overrode that
 */
public record AdapterVersion(
        String id,
        String tenant,
        String adapterId,
        String adapterName,
        int number,
        VersionState state,
        VersionOrigin origin,
        Optional<String> roundId,
        Optional<String> importedFrom,
        Optional<Integer> parent,
        String baseDigest,
        String digest,
        int rank,
        List<VersionFile> files,
        long sizeBytes,
        boolean hasReport,
        List<HoldReason> held,
        String createdBy,
        Instant createdAt) {

    static AdapterVersion of(AdapterRow adapter, VersionRow row) {
        return new AdapterVersion(
                row.id,
                row.tenantId,
                adapter.id,
                adapter.name,
                row.number,
                VersionState.of(adapter, row),
                row.origin,
                Optional.ofNullable(row.roundId),
                Optional.ofNullable(row.importedFrom),
                Optional.ofNullable(row.parentNumber),
                row.baseDigest,
                row.digest,
                row.loraRank,
                row.files,
                row.sizeBytes,
                row.report != null,
                List.copyOf(row.held),
                row.createdBy,
                row.createdAt);
    }

    public boolean isBase() {
        return number == 0;
    }

    public Optional<VersionFile> file(VersionPart part) {
        return files.stream().filter(file -> file.part() == part).findFirst();
    }
}
