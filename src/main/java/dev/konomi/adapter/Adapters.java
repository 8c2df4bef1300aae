package dev.konomi.adapter;

import dev.konomi.audit.AuditLog;
import dev.konomi.tenant.ActiveTenant;
import dev.konomi.tenant.Tenants;
import dev.konomi.web.ETags;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The adapters of the active tenant. Each change and its audit event are one transaction. */
@ApplicationScoped
public class Adapters {

    /** What requests call the bare base model. */
    private static final String RESERVED = "base";

    private final AdapterRows rows;
    private final VersionRows versions;
    private final Tenants tenants;
    private final ActiveTenant tenant;
    private final BaseModelSites base;
    private final Instance<OpenRounds> rounds;
    private final AuditLog audit;
    private final Clock clock;

    Adapters(
            AdapterRows rows,
            VersionRows versions,
            Tenants tenants,
            ActiveTenant tenant,
            BaseModelSites base,
            Instance<OpenRounds> rounds,
            AuditLog audit,
            Clock clock) {
        this.rows = rows;
        this.versions = versions;
        this.tenants = tenants;
        this.tenant = tenant;
        this.base = base;
        this.rounds = rounds;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The adapter of this name.
     *
     * @throws ProblemException 404 where the tenant has none
     */
    @Transactional
    public Adapter get(String name) {
        return Adapter.of(rows.require(name));
    }

    @Transactional
    public Optional<Adapter> find(String name) {
        return rows.named(name).map(Adapter::of);
    }

    /**
     * In order of their names.
     *
     * @param after name of the last one that the caller has seen
     * @param most how many are returned at the most
     */
    @Transactional
    public List<Adapter> list(@Nullable String after, boolean retiredToo, int most) {
        return rows.page(after, retiredToo, most).stream().map(Adapter::of).toList();
    }

    /** Makes an adapter whose live version is the base model. */
    @Transactional
    public Adapter create(String name, AdapterCard card, Actor by) {
        Recipes.of(card.recipe());
        rows.oneAtATime(tenant.slug());
        if (name.equals(RESERVED)) {
            throw ProblemException.invalid("name", "is reserved for the base model");
        }
        if (rows.named(name).isPresent()) {
            throw new ProblemException(ProblemKind.CONFLICT, "There is an adapter " + name + " already.");
        }
        requireQuota();
        AdapterRow row = new AdapterRow();
        row.id = Ids.next("adp");
        row.name = name;
        card.writeTo(row);
        row.baseDigest = base.digest();
        row.createdBy = by.name();
        row.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database keeps it
        row.updatedAt = row.createdAt;
        rows.persistAndFlush(row);
        versions.insertIfFree(versionZero(row));
        audit.append("adapter.created", "adapter", row.id, Map.of("name", name));
        return Adapter.of(row);
    }

    @Transactional
    public Adapter change(String name, @Nullable String ifMatch, AdapterCard card) {
        Recipes.of(card.recipe());
        AdapterRow row = rows.lock(name);
        ETags.requireMatch(ifMatch, row.version);
        requireInUse(row);
        return change(row, card);
    }

    /** Makes the adapter what a file says it is; changes nothing where it is that already. */
    @Transactional
    public Adapter declare(String name, AdapterCard card) {
        Optional<AdapterRow> there = rows.named(name);
        if (there.isEmpty()) {
            return create(name, card, Actor.DECLARATION);
        }
        AdapterRow row = rows.lock(name);
        if (row.retiredAt != null || card.describes(row)) {
            return Adapter.of(row);
        }
        Recipes.of(card.recipe());
        return change(row, card);
    }

    /**
     * Takes the adapter out of use for good; its versions and images stay. Its name is not given out again.
     *
     * @param evenIfLive whether requests that are served by one of its versions may lose it
     */
    @Transactional
    public Adapter retire(String name, @Nullable String ifMatch, boolean evenIfLive) {
        AdapterRow row = rows.lock(name);
        ETags.requireMatch(ifMatch, row.version);
        if (row.retiredAt != null) {
            return Adapter.of(row);
        }
        if (rounds.stream().anyMatch(room -> room.openOn(row.id))) {
            throw new ProblemException(
                    ProblemKind.CONFLICT, "A round is open on " + name + ": train or cancel it before you retire it.");
        }
        if (!evenIfLive && (row.liveNumber != 0 || row.canaryNumber != null)) {
            throw new ProblemException(
                    ProblemKind.CONFLICT,
                    "Version " + row.liveNumber + " of " + name
                            + " serves requests: make version 0 live first, or send even_if_live=true.");
        }
        row.retiredAt = clock.instant();
        row.updatedAt = row.retiredAt;
        rows.flush();
        audit.append("adapter.retired", "adapter", row.id, Map.of("name", name, "live", row.liveNumber));
        return Adapter.of(row);
    }

    static void requireInUse(AdapterRow row) {
        if (row.retiredAt != null) {
            throw new ProblemException(ProblemKind.CONFLICT, "Adapter " + row.name + " is retired.");
        }
    }

    private Adapter change(AdapterRow row, AdapterCard card) {
        card.writeTo(row);
        row.updatedAt = clock.instant();
        rows.flush();
        audit.append("adapter.changed", "adapter", row.id, Map.of("name", row.name));
        return Adapter.of(row);
    }

    private void requireQuota() {
        int most = tenants.get(tenant.slug()).limits().maxAdapters();
        if (rows.inUse() >= most) {
            throw new ProblemException(
                    ProblemKind.CONFLICT,
                    "The tenant's quota of " + most + " adapters is used up: retire one, or ask for more.");
        }
    }

    private static VersionRow versionZero(AdapterRow adapter) {
        VersionRow zero = new VersionRow();
        zero.id = Ids.next("ver");
        zero.tenantId = adapter.tenantId;
        zero.adapterId = adapter.id;
        zero.number = 0;
        zero.origin = VersionOrigin.BASE;
        zero.baseDigest = adapter.baseDigest;
        zero.digest = adapter.baseDigest;
        zero.files = List.of();
        zero.wasLive = true;
        zero.createdBy = adapter.createdBy;
        zero.createdAt = adapter.createdAt;
        return zero;
    }
}
