package dev.konomi.tenant;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Mints access tokens in the shape Keycloak gives them, so that one code path reads both. */
@ApplicationScoped
public class LocalIssuer {
    static final Duration LIFE = Duration.ofHours(1);

    private final LocalIssuerConfig config;
    private final Clock clock;
    private volatile @Nullable IssuerKey key;

    LocalIssuer(LocalIssuerConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Whether this process mints tokens. */
    public boolean enabled() {
        return config.enabled();
    }

    String mint(DemoUser user) {
        Instant now = clock.instant();
        JwtClaimsBuilder claims = Jwt.issuer(IssuerKey.ISSUER)
                .audience(IssuerKey.AUDIENCE)
                .subject("local:" + user.username())
                .preferredUserName(user.username())
                .claim("realm_access", Map.of("roles", List.of(user.role())))
                .issuedAt(now)
                .expiresAt(now.plus(LIFE));
        user.tenant().ifPresent(tenant -> claims.claim("organization", List.of(tenant)));
        return claims.sign(key().privateKey());
    }

    private IssuerKey key() {
        IssuerKey known = key;
        if (known == null) {
            known = IssuerKey.in(config.keyFolder());
            key = known;
        }
        return known;
    }
}
