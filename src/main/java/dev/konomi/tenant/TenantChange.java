package dev.konomi.tenant;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** What a tenant becomes; the whole of it. */
public record TenantChange(
        @NotBlank @Size(max = MAX_NAME_LENGTH) String displayName,
        @NotNull Boolean enabled,
        @NotNull @Valid TenantLimits limits,
        @NotNull @Valid SafetyPolicy safety) {
    public static final int MAX_NAME_LENGTH = 120;

    Tenants.Change of(String slug) {
        return new Tenants.Change(new TenantDeclaration(slug, displayName, limits, safety), enabled);
    }
}
