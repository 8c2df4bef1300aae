package dev.konomi.adapter;

import dev.konomi.web.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The versions of the active tenant's adapters. */
@ApplicationScoped
public class AdapterVersions {

    private final AdapterRows adapters;
    private final VersionRows versions;
    private final Publishing publishing;

    AdapterVersions(AdapterRows adapters, VersionRows versions, Publishing publishing) {
        this.adapters = adapters;
        this.versions = versions;
        this.publishing = publishing;
    }

    /** The version with the highest number; 0 before the first round. */
    @Transactional
    public AdapterVersion newest(Adapter adapter) {
        AdapterRow row = adapters.requireId(adapter.id());
        return AdapterVersion.of(row, versions.newest(row.id));
    }

    /** What a round goes on from: the newest version that is not held, unless somebody made a held one live. */
    @Transactional
    public AdapterVersion newestNotHeld(Adapter adapter) {
        AdapterRow row = adapters.requireId(adapter.id());
        return AdapterVersion.of(row, versions.newestNotHeld(row.id));
    }

    @Transactional
    public AdapterVersion live(Adapter adapter) {
        AdapterRow row = adapters.requireId(adapter.id());
        return numbered(row, row.liveNumber);
    }

    /**
     * The version of this number.
     *
     * @throws ProblemException 404 where the adapter has none
     */
    @Transactional
    public AdapterVersion get(Adapter adapter, int number) {
        return numbered(adapters.requireId(adapter.id()), number);
    }

    /** As {@link #get(Adapter, int)}, also 404 where the tenant has no such adapter. */
    @Transactional
    public AdapterVersion get(String adapterName, int number) {
        return numbered(adapters.require(adapterName), number);
    }

    /** The version that a round brought, once it is published. */
    @Transactional
    public Optional<AdapterVersion> ofRound(String adapterId, String roundId) {
        return versions.ofRound(adapterId, roundId).map(row -> AdapterVersion.of(adapters.requireId(adapterId), row));
    }

    /** From the newest down, below {@code below}. */
    @Transactional
    public List<AdapterVersion> list(String adapterName, int below, int most) {
        AdapterRow row = adapters.require(adapterName);
        return versions.page(row.id, below, most).stream()
                .map(version -> AdapterVersion.of(row, version))
                .toList();
    }

    /** The version's report as JSON; empty where its round wrote none. */
    @Transactional
    public Optional<String> report(String adapterName, int number) {
        AdapterRow row = adapters.require(adapterName);
        return versions.numbered(row.id, number).map(version -> version.report);
    }

    /**
     * What a request is to be painted with: the version that it names; else the canary for its share of the requests,
     * else the live one.
     *
     * @param requestKey the same key is always served the same way
     * @throws ProblemException 404 for an adapter or version that is not there, and for a retired adapter
     */
    @Transactional
    public ServedVersion resolve(String adapterName, Optional<Integer> version, String requestKey) {
        AdapterRow row = adapters.require(adapterName);
        if (row.retiredAt != null) {
            throw ProblemException.notFound("adapter", adapterName);
        }
        if (version.isPresent()) {
            return new ServedVersion(numbered(row, version.get()), false);
        }
        @Nullable Integer canary = row.canaryNumber;
        boolean onCanary = canary != null && CanaryShare.takes(row.id, requestKey, row.canaryPercent);
        return new ServedVersion(numbered(row, onCanary && canary != null ? canary : row.liveNumber), onCanary);
    }

    /**
     * Stores the files and makes them the adapter's newest version, a candidate. For a round it may be called again,
     * also by another process and after kill -9: the first insert wins, and everyone gets its version.
     */
    public AdapterVersion publish(NewVersion version) {
        return publishing.publish(version);
    }

    private AdapterVersion numbered(AdapterRow adapter, int number) {
        return versions.numbered(adapter.id, number)
                .map(version -> AdapterVersion.of(adapter, version))
                .orElseThrow(() -> ProblemException.notFound("version", adapter.name + "@" + number));
    }
}
