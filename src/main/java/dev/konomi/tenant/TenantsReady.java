package dev.konomi.tenant;

import java.util.List;

/**
 * Fired once at start, after the declared tenants and adapters were written and committed.
 *
 * @param declared slugs of the tenants that files declare
 */
public record TenantsReady(List<String> declared) {}
