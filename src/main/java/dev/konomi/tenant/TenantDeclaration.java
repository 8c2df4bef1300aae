package dev.konomi.tenant;

/** What is said of a tenant, by a file or by the operator. */
public record TenantDeclaration(String slug, String displayName, TenantLimits limits, SafetyPolicy safety) {}
