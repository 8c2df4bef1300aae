package dev.konomi.tenant;

import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.ManagedContext;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Whose rows may be seen here and now. A request sees those of its caller's tenant; background work says for whom it
 * works; everything else sees nothing.
 */
@ApplicationScoped
public class ActiveTenant {
    /** Sees the rows of all tenants: for sweeps that belong to nobody. */
    static final String SYSTEM = "*";
    /** Sees no row of any tenant. */
    static final String NOBODY = "";

    /** Set while a token is read: there is no caller yet, and asking for one would wait for itself. */
    private final ThreadLocal<Boolean> nobodyYet = ThreadLocal.withInitial(() -> false);

    private final TenantOfContext context;
    private final CurrentIdentityAssociation identity;

    ActiveTenant(TenantOfContext context, CurrentIdentityAssociation identity) {
        this.context = context;
        this.identity = identity;
    }

    /** The slug of the tenant whose rows are visible; empty for nobody, {@code *} for the system. */
    public String slug() {
        if (nobodyYet.get() || !Arc.container().requestContext().isActive()) {
            return NOBODY;
        }
        return context.slug().orElseGet(this::ofCaller);
    }

    /**
     * Runs {@code work} as {@code tenant} in a request context of its own; the caller stays the same.
     *
     * @throws IllegalStateException in a transaction of another tenant: its connection is fenced already
     */
    public <T> T runAs(String tenant, Callable<T> work) throws Exception {
        if (tenant.equals(NOBODY) || tenant.equals(SYSTEM)) {
            throw new IllegalArgumentException("expected the slug of a tenant, found '" + tenant + "'");
        }
        return run(tenant, work);
    }

    /** Runs {@code work} with the rows of all tenants in sight. Only for work that belongs to no tenant. */
    public <T> T runAsSystem(Callable<T> work) throws Exception {
        return run(SYSTEM, work);
    }

    /** Runs plain SQL that needs no tenant, on this thread and in this request context, before the caller is known. */
    <T> T beforeCaller(Callable<T> work) throws Exception {
        nobodyYet.set(true);
        try {
            return work.call();
        } finally {
            nobodyYet.remove();
        }
    }

    private <T> T run(String tenant, Callable<T> work) throws Exception {
        ManagedContext request = Arc.container().requestContext();
        if (QuarkusTransaction.getStatus() != Status.STATUS_NO_TRANSACTION && !slug().equals(tenant)) {
            throw new IllegalStateException(
                    "expected no transaction, found one of tenant '" + slug() + "' while becoming '" + tenant + "'");
        }
        ContextState outer = request.getStateIfActive();
        @Nullable Uni<SecurityIdentity> caller = outer == null ? null : identity.getDeferredIdentity();
        if (outer != null) {
            request.deactivate();
        }
        request.activate();
        try {
            if (caller != null) {
                identity.setIdentity(caller);
            }
            context.set(tenant);
            return work.call();
        } finally {
            request.terminate();
            if (outer != null) {
                request.activate(outer);
            }
        }
    }

    private String ofCaller() {
        String tenant = identity.getIdentity().getAttribute(Caller.TENANT);
        return tenant == null ? NOBODY : tenant;
    }
}
