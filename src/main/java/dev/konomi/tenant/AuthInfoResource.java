package dev.konomi.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where to sign in: what a page has to know before anybody has. */
@Path("/auth/info")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "sign-in", description = "Where tokens come from")
@PermitAll
public class AuthInfoResource {
    private final LocalIssuer issuer;
    private final Optional<String> server;
    private final String clientId;

    AuthInfoResource(
            LocalIssuer issuer,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> server,
            @ConfigProperty(name = "quarkus.oidc.client-id") String clientId) {
        this.issuer = issuer;
        this.server = server;
        this.clientId = clientId;
    }

    /**
     * Where to sign in.
     *
     * @param localIssuer whether this process mints tokens itself
     * @param tokenUrl where it does
     * @param authServerUrl the OIDC server, where there is one
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record AuthInfo(
            boolean localIssuer, Optional<String> tokenUrl, Optional<String> authServerUrl, String clientId) {}

    @GET
    @Operation(summary = "Say where tokens come from")
    public AuthInfo get() {
        Optional<String> tokenUrl = issuer.enabled() ? Optional.of("/auth/token") : Optional.empty();
        return new AuthInfo(issuer.enabled(), tokenUrl, server, clientId);
    }
}
