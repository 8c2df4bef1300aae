package dev.konomi.audit;

import dev.konomi.tenant.ActiveTenant;
import dev.konomi.tenant.Caller;
import dev.konomi.web.IdempotentRequest;
import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Where every change is written down. */
@ApplicationScoped
public class AuditLog {
    /** The actor of what the process does by itself. */
    public static final String KONOMI = "konomi";

    static final String SYSTEM_CHAIN = "*";

    private final AuditTable table;
    private final ActiveTenant tenant;
    private final Caller caller;
    private final SecurityIdentity identity;
    private final IdempotentRequest request;
    private final Clock clock;

    AuditLog(
            AuditTable table,
            ActiveTenant tenant,
            Caller caller,
            SecurityIdentity identity,
            IdempotentRequest request,
            Clock clock) {
        this.table = table;
        this.tenant = tenant;
        this.caller = caller;
        this.identity = identity;
        this.request = request;
        this.clock = clock;
    }

    /**
     * Appends to the chain of the active tenant. Call it last in the transaction: other changes of the tenant wait
     * from here until it ends.
     *
     * @param action what was done, {@code round.created}
     * @param noun the kind of thing it was done to, {@code round}
     * @param nounId which one, {@code rnd_7}
     * @param details text, numbers, booleans, lists and maps of these
     */
    @Transactional(TxType.MANDATORY)
    public void append(String action, String noun, String nounId, Map<String, ?> details) {
        String slug = tenant.slug();
        append(slug.isEmpty() ? SYSTEM_CHAIN : slug, action, noun, nounId, details);
    }

    /** Appends to the chain of the system itself, whatever the active tenant is. */
    @Transactional(TxType.MANDATORY)
    public void appendForSystem(String action, String noun, String nounId, Map<String, ?> details) {
        append(SYSTEM_CHAIN, action, noun, nounId, details);
    }

    private void append(String chain, String action, String noun, String nounId, Map<String, ?> details) {
        boolean inRequest = Arc.container().requestContext().isActive();
        boolean byCaller = inRequest && !identity.isAnonymous();
        AuditTable.Head head = table.lockHead(chain);
        table.append(new AuditEvent(
                        chain,
                        head.sequence() + 1,
                        clock.instant().truncatedTo(ChronoUnit.MICROS),
                        byCaller ? caller.subject() : KONOMI,
                        byCaller ? caller.name() : KONOMI,
                        action,
                        noun,
                        nounId,
                        CanonicalJson.write(details),
                        head.hash(),
                        "")
                .sealed());
        if (inRequest) {
            request.tookEffect(noun + " " + nounId);
        }
    }
}
