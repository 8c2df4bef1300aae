package dev.konomi.tenant;

import dev.konomi.web.Cursor;
import dev.konomi.web.ETags;
import dev.konomi.web.Page;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tenants, for the operator. Nothing here leads to a tenant's images or weights. */
@Path("/v1/tenants")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "tenants", description = "Customer organisations: limits and safety policy (operator)")
@RolesAllowed(Roles.OPERATOR)
public class TenantsResource {
    private final Tenants tenants;

    TenantsResource(Tenants tenants) {
        this.tenants = tenants;
    }

    @GET
    @Operation(summary = "List the tenants by slug")
    public Page<TenantView> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @DefaultValue("50") int limit) {
        int count = Page.requireLimit(limit);
        String after = cursor == null ? "" : Cursor.decode(cursor, 1).get(0);
        List<Tenant> found = tenants.after(after, count + 1);
        return Page.of(found, count, tenant -> Cursor.encode(tenant.slug())).map(TenantView::of);
    }

    @POST
    @Operation(summary = "Create a tenant")
    @APIResponse(responseCode = "201", description = "Created; Location and ETag lead on")
    @APIResponse(responseCode = "409", description = "There is a tenant of this slug")
    @APIResponse(responseCode = "422", description = "A field is not allowed")
    public Response create(@NotNull @Valid NewTenant tenant) {
        Tenant created = tenants.create(tenant.declaration())
                .orElseThrow(() -> new ProblemException(
                        ProblemKind.CONFLICT, "There is a tenant " + tenant.slug() + " already; change it by PUT."));
        return Response.created(URI.create("/v1/tenants/" + created.slug()))
                .header("ETag", ETags.of(created.version()))
                .entity(TenantView.of(created))
                .build();
    }

    @GET
    @Path("/{slug}")
    @Operation(summary = "Read a tenant")
    public Response get(@PathParam("slug") String slug) {
        return shown(tenants.find(slug).orElseThrow(() -> ProblemException.notFound("tenant", slug)));
    }

    @PUT
    @Path("/{slug}")
    @Operation(summary = "Change a tenant", description = "The body is the whole tenant. Needs If-Match.")
    @APIResponse(responseCode = "412", description = "Somebody changed it since it was read")
    @APIResponse(responseCode = "428", description = "If-Match is missing")
    public Response change(
            @PathParam("slug") String slug,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @NotNull @Valid TenantChange change) {
        return shown(tenants.change(slug, tenant -> {
                    ETags.requireMatch(ifMatch, tenant.version());
                    return change.of(slug);
                })
                .orElseThrow(() -> ProblemException.notFound("tenant", slug)));
    }

    @DELETE
    @Path("/{slug}")
    @Operation(
            summary = "Disable a tenant",
            description = "Nobody of it can sign in any more; nothing of it is deleted. PUT enables it again."
                    + " Needs If-Match.")
    public Response disable(@PathParam("slug") String slug, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return shown(tenants.change(slug, tenant -> {
                    ETags.requireMatch(ifMatch, tenant.version());
                    return new Tenants.Change(tenant.declaration(), false);
                })
                .orElseThrow(() -> ProblemException.notFound("tenant", slug)));
    }

    private static Response shown(Tenant tenant) {
        return Response.ok(TenantView.of(tenant))
                .header("ETag", ETags.of(tenant.version()))
                .build();
    }
}
