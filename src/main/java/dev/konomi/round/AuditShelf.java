package dev.konomi.round;

import dev.konomi.artefact.ArtefactRef;
import dev.konomi.artefact.ArtefactStore;
import dev.konomi.artefact.Sha256;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.checkpoint.SafetensorsWriter;
import dev.konomi.engine.hero.AuditPlan;
import dev.konomi.engine.hero.AuditSet;
import dev.konomi.engine.tensor.Tensor;
import dev.konomi.report.Look;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps the audit images of each painter: bytes first, then one row if there is none yet. */
@ApplicationScoped
class AuditShelf {
    private static final String LATENTS = "latents";
    private static final String RECOGNITION = "recognition";
    private static final int DIGEST_DIGITS = 12;

    private final EntityManager database;
    private final ArtefactStore artefacts;
    private final Clock clock;

    AuditShelf(EntityManager database, ArtefactStore artefacts, Clock clock) {
        this.database = database;
        this.artefacts = artefacts;
        this.clock = clock;
    }

    /** The painter's audit images of this plan, where they were painted before. Takes part in the caller's transaction. */
    Optional<AuditSetRow> find(AuditSetRow.Key key) {
        return Optional.ofNullable(database.find(AuditSetRow.class, key));
    }

    Audited read(AuditSetRow row, AuditPlan plan) {
        SafetensorsFile file =
                SafetensorsFile.parse(artefacts.get(row.tenantId, row.latentsKey, row.latentsSha256), row.latentsKey);
        Tensor stacked = file.read(LATENTS);
        int[] shape = stacked.shape();
        List<Tensor> latents = new ArrayList<>();
        for (int i = 0; i < shape[0]; i++) {
            latents.add(stacked.rows(i, i + 1).reshape(shape[1], shape[2], shape[3]));
        }
        return new Audited(
                new AuditSet(plan, latents, file.read(RECOGNITION).f32()),
                List.of(RoundInputs.read(row.looks, Look[].class)),
                artefacts.get(row.tenantId, row.stripKey, row.stripSha256));
    }

    /** Puts the images into the object store and returns the row that is to name them. */
    AuditSetRow put(Round round, AuditSetRow.Key key, Audited audited) {
        float[] recognition = audited.set().recognition();
        byte[] latents = SafetensorsWriter.write(
                new TreeMap<>(Map.of(
                        LATENTS, Tensor.stack(audited.set().latents()),
                        RECOGNITION, Tensor.f32(new int[] {recognition.length}, recognition))),
                Map.of());
        AuditSetRow row = new AuditSetRow();
        row.adapterId = key.adapterId();
        row.painterDigest = key.painterDigest();
        row.planDigest = key.planDigest();
        row.tenantId = round.tenantId;
        ArtefactRef latentsFile = put(round, key, "latents", latents, ".safetensors");
        row.latentsKey = latentsFile.key();
        row.latentsSha256 = latentsFile.sha256();
        ArtefactRef strip = put(round, key, "strip", audited.strip(), ".png");
        row.stripKey = strip.key();
        row.stripSha256 = strip.sha256();
        row.looks = RoundInputs.write(audited.looks());
        row.paintedAt = clock.instant();
        return row;
    }

    /** Painting the same set twice keeps the first row. */
    void insertIfAbsent(AuditSetRow row) {
        database.createNativeQuery("""
                        insert into audit_set (adapter_id, painter_digest, plan_digest, tenant_id, latents_key,
                            latents_sha256, strip_key, strip_sha256, looks, painted_at)
                        values (:adapter, :painter, :plan, :tenant, :latents, :latentsSha256, :strip, :stripSha256,
                            :looks, :at)
                        on conflict do nothing""")
                .setParameter("adapter", row.adapterId)
                .setParameter("painter", row.painterDigest)
                .setParameter("plan", row.planDigest)
                .setParameter("tenant", row.tenantId)
                .setParameter("latents", row.latentsKey)
                .setParameter("latentsSha256", row.latentsSha256)
                .setParameter("strip", row.stripKey)
                .setParameter("stripSha256", row.stripSha256)
                .setParameter("looks", row.looks)
                .setParameter("at", row.paintedAt)
                .executeUpdate();
    }

    private ArtefactRef put(Round round, AuditSetRow.Key key, String stem, byte[] bytes, String suffix) {
        String name = "audits/" + round.adapterName + "/"
                + key.painterDigest().substring(0, DIGEST_DIGITS) + "-"
                + key.planDigest().substring(0, DIGEST_DIGITS) + "/" + stem + "-"
                + Sha256.of(bytes).substring(0, DIGEST_DIGITS) + suffix;
        return artefacts.put(round.tenantId, name, bytes);
    }
}
