package dev.konomi.bootstrap;

import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/** Whether the local issuer with its well-known demo passwords may be on. */
final class IssuerSwitch {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    private IssuerSwitch() {}

    /**
     * Off with an OIDC server; on without one while only this machine can reach us; else the operator must have said so.
     *
     * @throws StartRefusedException when nobody could sign in, or anybody could
     */
    static boolean decide(Config config) {
        boolean server =
                EmbeddedServices.setting(config, "quarkus.oidc.auth-server-url").isPresent();
        Optional<Boolean> wish =
                EmbeddedServices.setting(config, "konomi.local-issuer.enabled").map(Boolean::parseBoolean);
        String host = EmbeddedServices.setting(config, "quarkus.http.host").orElse("127.0.0.1");
        if (server) {
            return false;
        }
        if (wish.isPresent()) {
            if (!wish.get()) {
                throw new StartRefusedException("Nobody could sign in: the local issuer is switched off and no OIDC"
                        + " server is named. Set quarkus.oidc.auth-server-url.");
            }
            return true;
        }
        if (!LOOPBACK.contains(host)) {
            throw new StartRefusedException("Konomi listens on " + host + ", where others can reach it, and no OIDC"
                    + " server is named: the local issuer, whose demo passwords are public, stays off there. Set"
                    + " quarkus.oidc.auth-server-url, or konomi.local-issuer.enabled=true for a demonstration.");
        }
        return true;
    }
}
