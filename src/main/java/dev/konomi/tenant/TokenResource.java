package dev.konomi.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The local issuer's token endpoint: an OAuth 2 password grant, with the answers of RFC 6749. */
@Path("/auth/token")
@Tag(name = "sign-in")
@PermitAll
public class TokenResource {
    private final LocalIssuer issuer;
    private final GuessGuard guard;

    TokenResource(LocalIssuer issuer, Clock clock) {
        this.issuer = issuer;
        this.guard = new GuessGuard(clock);
    }

    /** A token, section 5.1. */
    public record Granted(String accessToken, String tokenType, long expiresIn) {}

    /** A refusal, section 5.2. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Refused(String error, String errorDescription) {}

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Get a token for a demo user",
            description =
                    "Only where the local issuer is on: no OIDC server is named and only this machine reaches us.")
    @APIResponse(responseCode = "200", description = "An access token for one hour")
    @APIResponse(responseCode = "400", description = "Unknown user, wrong password, or another grant")
    @APIResponse(responseCode = "404", description = "The local issuer is off")
    @APIResponse(responseCode = "429", description = "Too many wrong passwords in a row")
    public Response token(
            @FormParam("grant_type") @Nullable String grantType,
            @FormParam("username") @Nullable String username,
            @FormParam("password") @Nullable String password) {
        if (!issuer.enabled()) {
            throw new ProblemException(
                    ProblemKind.NOT_FOUND, "The local issuer is off; /auth/info names the server that gives tokens.");
        }
        if (!"password".equals(grantType)) {
            return refused("unsupported_grant_type", "grant_type must be password");
        }
        if (username == null || password == null) {
            return refused("invalid_request", "username and password must both be given");
        }
        guard.wait(username).ifPresent(left -> {
            throw new ProblemException(
                            ProblemKind.TOO_MANY_REQUESTS,
                            "Too many wrong passwords for this user; wait and try again.")
                    .withRetryAfter(left);
        });
        Optional<DemoUser> user = DemoUser.named(username).filter(known -> matches(password));
        if (user.isEmpty()) {
            guard.failed(username);
            return refused("invalid_grant", "unknown user or wrong password");
        }
        guard.succeeded(username);
        return Response.ok(new Granted(issuer.mint(user.get()), "Bearer", LocalIssuer.LIFE.toSeconds()))
                .header("Cache-Control", "no-store")
                .build();
    }

    private static boolean matches(String password) {
        return MessageDigest.isEqual(
                password.getBytes(StandardCharsets.UTF_8), DemoUser.PASSWORD.getBytes(StandardCharsets.UTF_8));
    }

    private static Response refused(String error, String description) {
        return Response.status(Response.Status.BAD_REQUEST)
                .entity(new Refused(error, description))
                .header("Cache-Control", "no-store")
                .build();
    }
}
