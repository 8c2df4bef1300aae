package dev.konomi.tenant;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Declares the demo tenants. */
@ApplicationScoped
class DemoTenants {
    void declare(@Observes StartupEvent start, Tenants tenants) {
        tenants.create(new TenantDeclaration("acme", "Acme", TenantLimits.DEFAULT, SafetyPolicy.NONE));
        tenants.create(new TenantDeclaration("bolt", "Bolt", TenantLimits.DEFAULT, SafetyPolicy.NONE));
    }
}
