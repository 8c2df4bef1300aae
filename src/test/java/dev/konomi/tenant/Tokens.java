package dev.konomi.tenant;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Access tokens for tests: those of the demo users, and broken ones. Each is the value after "Bearer ". */
public final class Tokens {
    private static final long HOUR_SECONDS = 3600;

    private Tokens() {}

    /** The token of a demo user, such as {@code admin@acme} or {@code operator}. */
    public static String of(String username) {
        DemoUser user = DemoUser.named(username).orElseThrow();
        List<String> organisations = user.tenant().map(List::of).orElse(List.of());
        return sign(claims(username, organisations, List.of(user.role())));
    }

    /** A header value: {@code "Bearer " + of(username)}. */
    public static String bearer(String username) {
        return "Bearer " + of(username);
    }

    /** Somebody of any organisations, with any roles. */
    public static String of(String username, List<String> organisations, List<String> roles) {
        return sign(claims(username, organisations, roles));
    }

    /** Somebody of one organisation, as the issuer of another process's data folder would say it. */
    public static String by(Path dataFolder, String username, String organisation, String role) {
        return claims(username, List.of(organisation), List.of(role))
                .expiresIn(HOUR_SECONDS)
                .sign(IssuerKey.in(dataFolder).privateKey());
    }

    public static String withoutOrganisation() {
        return of("nobody@nowhere", List.of(), List.of(Roles.TENANT_ADMIN));
    }

    public static String ofSeveralOrganisations() {
        return of("both@acme", List.of("acme", "bolt"), List.of(Roles.TENANT_ADMIN));
    }

    public static String ofUnknownOrganisation() {
        return of("admin@ghost", List.of("ghost"), List.of(Roles.TENANT_ADMIN));
    }

    public static String withoutRole() {
        return of("guest@acme", List.of("acme"), List.of("offline_access"));
    }

    /** The organisation as Keycloak writes it when it adds details. */
    public static String withOrganisationAsObject() {
        return sign(claims("client@acme", List.of(), List.of(Roles.CLIENT))
                .claim("organization", Map.of("acme", Map.of("id", "f3f7"))));
    }

    public static String expired() {
        return claims("client@acme", List.of("acme"), List.of(Roles.CLIENT))
                .expiresAt(Instant.now().minusSeconds(HOUR_SECONDS))
                .sign(key().privateKey());
    }

    public static String forAnotherAudience() {
        return sign(
                claims("client@acme", List.of("acme"), List.of(Roles.CLIENT)).audience("another-api"));
    }

    public static String ofAnotherIssuer() {
        return sign(
                claims("client@acme", List.of("acme"), List.of(Roles.CLIENT)).issuer("urn:another"));
    }

    /** Well-formed, but signed with a key that is not the issuer's. */
    public static String forged(Path folderOfAnotherKey) {
        return claims("client@acme", List.of("acme"), List.of(Roles.CLIENT))
                .expiresIn(HOUR_SECONDS)
                .sign(IssuerKey.in(folderOfAnotherKey).privateKey());
    }

    private static JwtClaimsBuilder claims(String username, List<String> organisations, List<String> roles) {
        JwtClaimsBuilder claims = Jwt.issuer(IssuerKey.ISSUER)
                .audience(IssuerKey.AUDIENCE)
                .subject("local:" + username)
                .preferredUserName(username)
                .claim("realm_access", Map.of("roles", roles));
        if (!organisations.isEmpty()) {
            claims.claim("organization", organisations);
        }
        return claims;
    }

    private static String sign(JwtClaimsBuilder claims) {
        return claims.expiresIn(HOUR_SECONDS).sign(key().privateKey());
    }

    private static IssuerKey key() {
        return IssuerKey.in(EmbeddedServices.DATA);
    }
}
