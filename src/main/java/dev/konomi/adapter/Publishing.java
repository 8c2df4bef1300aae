package dev.konomi.adapter;

import dev.konomi.artefact.ArtefactRef;
import dev.konomi.artefact.ArtefactStore;
import dev.konomi.artefact.ArtefactUnavailableException;
import dev.konomi.artefact.Sha256;
import dev.konomi.audit.AuditLog;
import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.tenant.ActiveTenant;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Bytes first, then one conditional insert. A process that dies in between leaves files that no row names; whoever
 * publishes that number next takes them away. Keys carry digests, so no publisher ever changes another one's files.
 */
@ApplicationScoped
class Publishing {

    private static final Logger LOG = Logger.getLogger(Publishing.class);

    private final AdapterRows adapters;
    private final VersionRows versions;
    private final ArtefactStore artefacts;
    private final BaseModelSites base;
    private final ActiveTenant tenant;
    private final AuditLog audit;
    private final Clock clock;

    Publishing(
            AdapterRows adapters,
            VersionRows versions,
            ArtefactStore artefacts,
            BaseModelSites base,
            ActiveTenant tenant,
            AuditLog audit,
            Clock clock) {
        this.adapters = adapters;
        this.versions = versions;
        this.artefacts = artefacts;
        this.base = base;
        this.tenant = tenant;
        this.audit = audit;
        this.clock = clock;
    }

    AdapterVersion publish(NewVersion fresh) {
        LoraWeights lora =
                LoraFile.read(SafetensorsFile.parse(fresh.files().lora(), VersionPart.LORA.fileName()), base.sites());
        while (true) {
            Place place = QuarkusTransaction.joiningExisting().call(() -> place(fresh));
            if (place.taken().isPresent()) {
                return place.taken().get();
            }
            VersionRow row = row(fresh, place, lora.rank());
            row.files = store(fresh, place);
            row.digest = digestOf(row.files);
            row.sizeBytes = row.files.stream().mapToLong(VersionFile::size).sum();
            Optional<AdapterVersion> published =
                    QuarkusTransaction.joiningExisting().call(() -> insert(row));
            if (published.isPresent()) {
                removeStrays(place, row.files);
                return published.get();
            }
        }
    }

    /** Where a new version goes, or the one that the round published before. */
    private record Place(String adapterName, int number, Optional<AdapterVersion> taken) {}

    private Place place(NewVersion fresh) {
        AdapterRow adapter = adapters.requireId(fresh.adapterId());
        Optional<AdapterVersion> taken = fresh.roundId()
                .flatMap(round -> versions.ofRound(adapter.id, round))
                .map(row -> AdapterVersion.of(adapter, row));
        return new Place(adapter.name, versions.newest(adapter.id).number + 1, taken);
    }

    private Optional<AdapterVersion> insert(VersionRow row) {
        if (!versions.insertIfFree(row)) {
            return Optional.empty();
        }
        AdapterRow adapter = adapters.requireId(row.adapterId);
        audit.append(
                row.origin == VersionOrigin.ROUND ? "version.published" : "version.imported",
                "version",
                row.id,
                Map.of("adapter", adapter.name, "number", row.number, "digest", row.digest));
        if (!row.held.isEmpty()) {
            audit.append(
                    "version.held",
                    "version",
                    row.id,
                    Map.of("adapter", adapter.name, "number", row.number, "reasons", Hold.measures(row.held)));
        }
        return Optional.of(AdapterVersion.of(adapter, row));
    }

    private VersionRow row(NewVersion fresh, Place place, int rank) {
        VersionRow row = new VersionRow();
        row.id = Ids.next("ver");
        row.tenantId = tenant.slug();
        row.adapterId = fresh.adapterId();
        row.number = place.number();
        row.origin = fresh.origin();
        row.roundId = fresh.roundId().orElse(null);
        row.importedFrom = fresh.origin() == VersionOrigin.IMPORT ? fresh.source() : null;
        row.parentNumber = fresh.parent();
        row.baseDigest = base.digest();
        row.loraRank = rank;
        row.report = fresh.report();
        row.held = fresh.held();
        row.createdBy = fresh.createdBy();
        row.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database keeps it
        return row;
    }

    private List<VersionFile> store(NewVersion fresh, Place place) {
        List<VersionFile> files = new ArrayList<>();
        fresh.files().bytes().forEach((part, bytes) -> files.add(store(place, part, bytes)));
        byte[] manifest = Manifest.of(fresh, place.adapterName(), place.number(), base.digest(), files);
        files.add(store(place, VersionPart.MANIFEST, manifest));
        return List.copyOf(files);
    }

    private VersionFile store(Place place, VersionPart part, byte[] bytes) {
        String key = part.key(place.adapterName(), place.number(), Sha256.of(bytes));
        ArtefactRef ref = artefacts.put(tenant.slug(), key, bytes);
        return VersionFile.of(part, ref);
    }

    private static String digestOf(List<VersionFile> files) {
        return files.stream()
                .filter(file -> file.part() == VersionPart.LORA)
                .findFirst()
                .orElseThrow()
                .sha256();
    }

    private void removeStrays(Place place, List<VersionFile> files) {
        List<String> kept = files.stream().map(VersionFile::key).toList();
        String folder = "adapters/" + place.adapterName() + "/versions/" + place.number() + "/";
        try {
            artefacts.list(tenant.slug(), folder).stream()
                    .filter(key -> !kept.contains(key))
                    .forEach(key -> artefacts.delete(tenant.slug(), key));
        } catch (ArtefactUnavailableException e) {
            // They only take up room.
            LOG.warnf(e, "files that no version names may be left in %s", folder);
        }
    }
}
