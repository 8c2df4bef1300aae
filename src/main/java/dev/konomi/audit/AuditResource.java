package dev.konomi.audit;

import dev.konomi.tenant.Roles;
import dev.konomi.web.Cursor;
import dev.konomi.web.Page;
import dev.konomi.web.ProblemException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The audit of the caller's tenant; for the operator, that of the system. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "audit", description = "Who did what to which noun, when, in a hash chain")
@RolesAllowed({Roles.TENANT_ADMIN, Roles.OPERATOR})
public class AuditResource {
    private static final String NDJSON = "application/x-ndjson";

    private final AuditChains chains;

    AuditResource(AuditChains chains) {
        this.chains = chains;
    }

    @GET
    @Operation(summary = "List audit events, newest first")
    public Page<AuditView> list(
            @QueryParam("noun") @Parameter(example = "round") Optional<String> noun,
            @QueryParam("id") @Parameter(description = "Which one of the noun") Optional<String> id,
            @QueryParam("action") @Parameter(example = "round.created") Optional<String> action,
            @QueryParam("actor") @Parameter(description = "Subject or name", example = "admin@acme")
                    Optional<String> actor,
            @QueryParam("since")
                    @Parameter(description = "ISO 8601, inclusive", example = "2026-01-01T00:00:00Z")
                    @Nullable String since,
            @QueryParam("until") @Parameter(description = "ISO 8601, exclusive") @Nullable String until,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        Optional<Long> before = Optional.ofNullable(cursor).map(Cursor::decodeLong);
        AuditFilter filter =
                new AuditFilter(noun, id, action, actor, instant("since", since), instant("until", until), before);
        return chains.list(filter, Page.requireLimit(limit));
    }

    @GET
    @Path("/verify")
    @Operation(
            summary = "Check the whole chain",
            description = "Recomputes every hash and names the first event that is not as it was written.")
    public ChainCheck.Verdict verify() {
        return chains.verify();
    }

    @GET
    @Path("/export")
    @Produces(NDJSON)
    @Operation(
            summary = "Export the whole chain, one event a line, verifiable without Konomi",
            description = "Oldest first. docs/audit/format.md describes the format.")
    @APIResponse(responseCode = "200", description = "The chain as newline-delimited JSON")
    public Response export() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        chains.export(out);
        return Response.ok(out.toByteArray())
                .header("Content-Disposition", "attachment; filename=\"konomi-audit.ndjson\"")
                .build();
    }

    private static Optional<Instant> instant(String name, @Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw ProblemException.invalid(name, "is not a time", "ISO 8601 in UTC, 2026-01-31T12:00:00Z");
        }
    }
}
