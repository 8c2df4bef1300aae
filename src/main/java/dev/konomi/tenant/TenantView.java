package dev.konomi.tenant;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A tenant as the API shows it. */
@Schema(name = "Tenant")
public record TenantView(
        String slug,
        String displayName,
        boolean enabled,
        TenantLimits limits,
        SafetyPolicy safety,
        Instant createdAt,
        Instant updatedAt) {
    static TenantView of(Tenant tenant) {
        return new TenantView(
                tenant.slug(),
                tenant.displayName(),
                tenant.enabled(),
                tenant.limits(),
                tenant.safety(),
                tenant.createdAt(),
                tenant.updatedAt());
    }
}
