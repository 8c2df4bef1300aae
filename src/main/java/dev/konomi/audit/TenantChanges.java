package dev.konomi.audit;

import dev.konomi.tenant.TenantDeclaration;
import dev.konomi.tenant.TenantDeclared;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/** Tenants are declared below this room, which cannot call it: their changes come as events. */
@ApplicationScoped
class TenantChanges {
    private final AuditLog audit;

    TenantChanges(AuditLog audit) {
        this.audit = audit;
    }

    /** Written twice: the tenant sees what was decided about it, the operator sees all decisions in one place. */
    void declared(@Observes TenantDeclared event) {
        TenantDeclaration tenant = event.declaration();
        String action = event.created() ? "tenant.created" : "tenant.changed";
        Map<String, ?> details = Map.of("display_name", tenant.displayName());
        audit.append(action, "tenant", tenant.slug(), details);
        audit.appendForSystem(action, "tenant", tenant.slug(), details);
    }
}
