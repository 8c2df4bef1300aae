package dev.konomi.tenant;

import dev.konomi.web.ETags;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller's own tenant. */
@Path("/v1/tenant")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tenant", description = "The caller's own tenant")
public class OwnTenantResource {
    private final Caller caller;
    private final Tenants tenants;

    OwnTenantResource(Caller caller, Tenants tenants) {
        this.caller = caller;
        this.tenants = tenants;
    }

    @GET
    @RolesAllowed(Roles.CLIENT)
    @Operation(summary = "Read the own tenant's limits and safety policy")
    public Response get() {
        Tenant tenant = tenants.get(caller.tenant());
        return Response.ok(TenantView.of(tenant))
                .header("ETag", ETags.of(tenant.version()))
                .build();
    }
}
