package dev.konomi.adapter;

import dev.konomi.audit.AuditLog;
import dev.konomi.tenant.ActiveTenant;
import dev.konomi.tenant.Tenants;
import dev.konomi.web.ETags;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which version serves: promotes, rolls back, and gives a share of the requests to a canary. */
@ApplicationScoped
public class Traffic {

    private final AdapterRows adapters;
    private final VersionRows versions;
    private final Tenants tenants;
    private final ActiveTenant tenant;
    private final BaseModelSites base;
    private final AuditLog audit;
    private final Clock clock;

    Traffic(
            AdapterRows adapters,
            VersionRows versions,
            Tenants tenants,
            ActiveTenant tenant,
            BaseModelSites base,
            AuditLog audit,
            Clock clock) {
        this.adapters = adapters;
        this.versions = versions;
        this.tenants = tenants;
        this.tenant = tenant;
        this.base = base;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Makes the version live. Where the tenant wants four eyes, a version that never was live becomes so only when a
     * second person asks for it too; going back to one that was live before never waits. A version that is held goes
     * live only with an override, each of the two people's.
     *
     * @param ifMatch checked where it is sent
     * @return the adapter, whose {@code pending} says whether the promotion waits
     */
    @Transactional
    Adapter promote(String name, LiveRequest request, @Nullable String ifMatch, Actor by) {
        int number = request.version();
        @Nullable String reason = request.reason();
        AdapterRow row = lock(name, ifMatch);
        VersionRow version = require(row, number);
        if (number == row.liveNumber) {
            if (row.pendingNumber != null) {
                forgetPending(row);
                touch(row);
                audit.append("adapter.promotion_withdrawn", "adapter", row.id, Map.of("name", name));
            }
            return Adapter.of(row);
        }
        requireFree(row, version, request.override());
        if (!version.wasLive && tenants.get(tenant.slug()).safety().fourEyes() && !confirms(row, number, by)) {
            row.pendingNumber = number;
            row.pendingBy = by.name();
            row.pendingSubject = by.subject();
            row.pendingReason = reason;
            row.pendingAt = clock.instant();
            touch(row);
            audit.append("adapter.promotion_requested", "adapter", row.id, details(row, number, reason));
            return Adapter.of(row);
        }
        Map<String, Object> details = details(row, number, reason);
        String action = version.wasLive ? "adapter.rolled_back" : "adapter.promoted";
        row.liveNumber = number;
        version.wasLive = true;
        forgetPending(row);
        if (row.canaryNumber != null && row.canaryNumber == number) {
            forgetCanary(row);
        }
        touch(row);
        audit.append(action, "adapter", row.id, details);
        return Adapter.of(row);
    }

    /** Gives the version a share of the requests that name none. */
    @Transactional
    Adapter setCanary(String name, CanaryRequest request, @Nullable String ifMatch) {
        int number = request.version();
        int percent = request.percent();
        AdapterRow row = lock(name, ifMatch);
        VersionRow version = require(row, number);
        if (number == row.liveNumber) {
            throw new ProblemException(
                    ProblemKind.CONFLICT, "Version " + number + " is live: it serves every request already.");
        }
        requireFree(row, version, request.override());
        row.canaryNumber = number;
        row.canaryPercent = percent;
        touch(row);
        audit.append(
                "adapter.canary_set", "adapter", row.id, Map.of("name", name, "version", number, "percent", percent));
        return Adapter.of(row);
    }

    @Transactional
    public Adapter clearCanary(String name, @Nullable String ifMatch) {
        AdapterRow row = lock(name, ifMatch);
        if (row.canaryNumber != null) {
            forgetCanary(row);
            touch(row);
            audit.append("adapter.canary_cleared", "adapter", row.id, Map.of("name", name));
        }
        return Adapter.of(row);
    }

    private AdapterRow lock(String name, @Nullable String ifMatch) {
        AdapterRow row = adapters.lock(name);
        if (ifMatch != null) {
            ETags.requireMatch(ifMatch, row.version);
        }
        Adapters.requireInUse(row);
        return row;
    }

    private VersionRow require(AdapterRow adapter, int number) {
        VersionRow version = versions.numbered(adapter.id, number)
                .orElseThrow(() -> ProblemException.invalid(
                        "version",
                        "is " + number + ", which " + adapter.name + " does not have",
                        "0 to " + versions.newest(adapter.id).number));
        if (!version.baseDigest.equals(base.digest())) {
            throw new ProblemException(
                    ProblemKind.CONFLICT,
                    "Version " + number + " belongs to the base model " + version.baseDigest + ", and the server runs "
                            + base.digest() + ".");
        }
        return version;
    }

    /** Refuses a held version, unless somebody says why it may serve all the same; that is written down. */
    private void requireFree(AdapterRow row, VersionRow version, @Nullable HoldOverride override) {
        if (!Hold.applies(version)) {
            return;
        }
        if (override == null) {
            throw Hold.refusal(version);
        }
        audit.append(
                "version.hold_overridden",
                "version",
                version.id,
                Map.of(
                        "adapter",
                        row.name,
                        "number",
                        version.number,
                        "held_for",
                        Hold.measures(version.held),
                        "reason",
                        override.reason()));
    }

    private static boolean confirms(AdapterRow row, int number, Actor by) {
        boolean asked = row.pendingNumber != null && row.pendingNumber == number;
        if (asked && by.subject().equals(row.pendingSubject)) {
            throw new ProblemException(
                    ProblemKind.CONFLICT,
                    "You asked for version " + number + " to go live; another admin has to confirm it.");
        }
        return asked;
    }

    private static Map<String, Object> details(AdapterRow row, int number, @Nullable String reason) {
        return Map.of("name", row.name, "from", row.liveNumber, "to", number, "reason", reason == null ? "" : reason);
    }

    private void touch(AdapterRow row) {
        row.updatedAt = clock.instant();
        adapters.flush();
    }

    private static void forgetPending(AdapterRow row) {
        row.pendingNumber = null;
        row.pendingBy = null;
        row.pendingSubject = null;
        row.pendingReason = null;
        row.pendingAt = null;
    }

    private static void forgetCanary(AdapterRow row) {
        row.canaryNumber = null;
        row.canaryPercent = 0;
    }
}
