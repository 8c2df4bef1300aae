package dev.konomi.adapter;

import dev.konomi.tenant.Caller;
import dev.konomi.tenant.Roles;
import dev.konomi.web.ETags;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Which version of an adapter serves requests. */
@Path("/v1/adapters/{name}")
@Tag(name = "versions", description = "What rounds and imports brought, and which of it serves")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TrafficResource {

    private final Traffic traffic;
    private final AdapterViews views;
    private final Caller caller;

    TrafficResource(Traffic traffic, AdapterViews views, Caller caller) {
        this.traffic = traffic;
        this.views = views;
        this.caller = caller;
    }

    @PUT
    @Path("/live")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Promote a version, or roll back to one",
            description =
                    "Takes effect with the next request. Where the tenant's policy wants four eyes, a version that"
                            + " never was live waits (202) until a second admin sends the same request; a version that was live"
                            + " before, and version 0, never wait. Making the live version live again withdraws what waits."
                            + " A version that is held needs an override with a reason. If-Match is checked where it is"
                            + " sent.")
    @APIResponse(
            responseCode = "200",
            description = "The version is live",
            content = @Content(schema = @Schema(implementation = AdapterView.class)))
    @APIResponse(
            responseCode = "202",
            description = "The version goes live when another admin sends the same request",
            content = @Content(schema = @Schema(implementation = AdapterView.class)))
    @APIResponse(
            responseCode = "409",
            description = "The version is held and no override was sent; the same admin asked before, the adapter is"
                    + " retired, or the version belongs to another base model")
    @APIResponse(responseCode = "422", description = "The adapter has no such version")
    public Response promote(
            @PathParam("name") String name,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Valid @NotNull LiveRequest request) {
        Adapter adapter = traffic.promote(name, request, ifMatch, Actor.of(caller));
        return answer(adapter.live() == request.version() ? Response.ok() : Response.accepted(), adapter);
    }

    @PUT
    @Path("/canary")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Give a version a share of the requests",
            description = "Of the requests that name no version, this share gets the canary; the same request always"
                    + " gets the same version. If-Match is checked where it is sent.")
    @APIResponse(
            responseCode = "200",
            description = "The version is canary",
            content = @Content(schema = @Schema(implementation = AdapterView.class)))
    @APIResponse(
            responseCode = "409",
            description = "The version is held and no override was sent, it is live already, or the adapter is retired")
    @APIResponse(responseCode = "422", description = "The adapter has no such version, or percent is not 1 to 100")
    public Response setCanary(
            @PathParam("name") String name,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Valid @NotNull CanaryRequest request) {
        return answer(Response.ok(), traffic.setCanary(name, request, ifMatch));
    }

    @DELETE
    @Path("/canary")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Take the canary out of traffic", description = "Does nothing where there is none.")
    @APIResponse(
            responseCode = "200",
            description = "The live version serves every request",
            content = @Content(schema = @Schema(implementation = AdapterView.class)))
    public Response clearCanary(@PathParam("name") String name, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return answer(Response.ok(), traffic.clearCanary(name, ifMatch));
    }

    private Response answer(Response.ResponseBuilder response, Adapter adapter) {
        return response.header("ETag", ETags.of(adapter.version()))
                .entity(views.of(adapter))
                .build();
    }
}
