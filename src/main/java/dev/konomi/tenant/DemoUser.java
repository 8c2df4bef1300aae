package dev.konomi.tenant;

import java.util.Optional;
import java.util.stream.Stream;

/** The people the local issuer knows. Their password is public: {@value #PASSWORD}. */
enum DemoUser {
    CLIENT_ACME("client@acme", "acme", Roles.CLIENT),
    EVALUATOR_ACME("evaluator@acme", "acme", Roles.EVALUATOR),
    ADMIN_ACME("admin@acme", "acme", Roles.TENANT_ADMIN),
    CLIENT_BOLT("client@bolt", "bolt", Roles.CLIENT),
    EVALUATOR_BOLT("evaluator@bolt", "bolt", Roles.EVALUATOR),
    ADMIN_BOLT("admin@bolt", "bolt", Roles.TENANT_ADMIN),
    OPERATOR("operator", "", Roles.OPERATOR);

    static final String PASSWORD = "demo";

    private final String username;
    private final String tenant;
    private final String role;

    DemoUser(String username, String tenant, String role) {
        this.username = username;
        this.tenant = tenant;
        this.role = role;
    }

    static Optional<DemoUser> named(String username) {
        return Stream.of(values()).filter(u -> u.username.equals(username)).findFirst();
    }

    String username() {
        return username;
    }

    /** The one organisation, or none for the operator. */
    Optional<String> tenant() {
        return tenant.isEmpty() ? Optional.empty() : Optional.of(tenant);
    }

    String role() {
        return role;
    }
}
