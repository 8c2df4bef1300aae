package dev.konomi.tenant;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The local issuer's token endpoint, an OAuth 2 password grant. */
@Path("/auth/token")
@PermitAll
public class TokenResource {
    private final LocalIssuer issuer;

    TokenResource(LocalIssuer issuer) {
        this.issuer = issuer;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.APPLICATION_JSON)
    public Response token(
            @FormParam("grant_type") @Nullable String grantType,
            @FormParam("username") @Nullable String username,
            @FormParam("password") @Nullable String password) {
        if (!issuer.enabled()) {
            return Response.status(Response.Status.NOT_FOUND).build();
        }
        if (!"password".equals(grantType)) {
            return error("unsupported_grant_type", "grant_type must be password");
        }
        Optional<DemoUser> user = username == null ? Optional.empty() : DemoUser.named(username);
        if (user.isEmpty() || !DemoUser.PASSWORD.equals(password)) {
            return error("invalid_grant", "unknown user or wrong password");
        }
        return Response.ok(Map.of(
                        "access_token", issuer.mint(user.get()),
                        "token_type", "Bearer",
                        "expires_in", LocalIssuer.LIFE.toSeconds()))
                .header("Cache-Control", "no-store")
                .build();
    }

    private static Response error(String code, String description) {
        return Response.status(Response.Status.BAD_REQUEST)
                .entity(Map.of("error", code, "error_description", description))
                .build();
    }
}
