package dev.konomi.tenant;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** The four roles. A tenant's roles contain one another; the operator stands apart. */
public final class Roles {
    /** Generates images. */
    public static final String CLIENT = "client";
    /** Also gives feedback. */
    public static final String EVALUATOR = "evaluator";
    /** Also owns adapters, rounds, versions, and reads the audit of the own tenant. */
    public static final String TENANT_ADMIN = "tenant-admin";
    /** Declares tenants; has no way to a tenant's images or weights. */
    public static final String OPERATOR = "operator";

    private Roles() {}

    /** The granted roles and all that they contain; names that mean nothing to Konomi are left out. */
    static Set<String> implied(Collection<String> granted) {
        Set<String> all = new TreeSet<>();
        for (String role : granted) {
            switch (role) {
                case TENANT_ADMIN -> all.addAll(Set.of(CLIENT, EVALUATOR, TENANT_ADMIN));
                case EVALUATOR -> all.addAll(Set.of(CLIENT, EVALUATOR));
                case CLIENT, OPERATOR -> all.add(role);
                default -> {}
            }
        }
        return all;
    }
}
