package dev.konomi.tenant;

/**
 * Fired inside the transaction that writes the tenant; the active tenant is the declared one.
 *
 * @param created whether the tenant is new
 */
public record TenantDeclared(TenantDeclaration declaration, boolean created) {}
