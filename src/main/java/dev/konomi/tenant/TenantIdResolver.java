package dev.konomi.tenant;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.hibernate.orm.runtime.tenant.TenantResolver;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells Hibernate whose rows a session may see. */
@PersistenceUnitExtension
@ApplicationScoped
class TenantIdResolver implements TenantResolver {
    private final ActiveTenant active;

    TenantIdResolver(ActiveTenant active) {
        this.active = active;
    }

    @Override
    public String getDefaultTenantId() {
        return ActiveTenant.NOBODY;
    }

    @Override
    public String resolveTenantId() {
        return active.slug();
    }

    @Override
    public boolean isRoot(String tenantId) {
        return ActiveTenant.SYSTEM.equals(tenantId);
    }
}
