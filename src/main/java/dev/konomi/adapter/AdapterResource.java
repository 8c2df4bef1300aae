package dev.konomi.adapter;

import dev.konomi.tenant.Caller;
import dev.konomi.tenant.Roles;
import dev.konomi.web.Cursor;
import dev.konomi.web.ETags;
import dev.konomi.web.Page;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Adapters of the caller's tenant. */
@Path("/v1/adapters")
@Tag(name = "adapters", description = "A tenant's named personalisations of the base model")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AdapterResource {

    private static final String LIST = "adapters";

    private final Adapters adapters;
    private final AdapterViews views;
    private final Caller caller;

    AdapterResource(Adapters adapters, AdapterViews views, Caller caller) {
        this.adapters = adapters;
        this.views = views;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Roles.CLIENT)
    @Operation(summary = "List the tenant's adapters in order of their names")
    public Page<AdapterView> list(
            @QueryParam("cursor") @Nullable String cursor,
            @Parameter(description = "1 to 200") @QueryParam("limit") @DefaultValue("50") int limit,
            @Parameter(description = "Whether retired adapters are listed too")
                    @QueryParam("include_retired")
                    @DefaultValue("false")
                    boolean includeRetired) {
        Page.requireLimit(limit);
        @Nullable String after = cursor == null ? null : Cursor.decode(cursor, 2).get(1);
        List<Adapter> found = adapters.list(after, includeRetired, limit + 1);
        return Page.of(found, limit, adapter -> Cursor.encode(LIST, adapter.name()))
                .map(views::of);
    }

    @POST
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Make an adapter",
            description = "Its version 0, the base model, is live until another version is promoted.")
    @APIResponse(
            responseCode = "201",
            description = "Made; Location names it",
            content = @Content(schema = @Schema(implementation = AdapterView.class)))
    @APIResponse(responseCode = "409", description = "The name is taken, or the tenant's quota of adapters is used up")
    @APIResponse(responseCode = "422", description = "A field, or a setting of the recipe, is not allowed")
    public Response create(@Valid @NotNull CreateRequest request) {
        Adapter made = adapters.create(request.name(), request.card(), Actor.of(caller));
        return withTag(Response.created(URI.create("/v1/adapters/" + made.name())), made);
    }

    @GET
    @Path("/{name}")
    @RolesAllowed(Roles.CLIENT)
    @Operation(summary = "Show an adapter: what it is for, which versions serve, and what was made of it")
    @APIResponse(
            responseCode = "200",
            description = "The adapter; its ETag is for If-Match",
            content = @Content(schema = @Schema(implementation = AdapterView.class)))
    @APIResponse(responseCode = "404", description = "The tenant has no such adapter")
    public Response get(@PathParam("name") String name) {
        return withTag(Response.ok(), adapters.get(name));
    }

    @PUT
    @Path("/{name}")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Change what is written about an adapter",
            description = "Replaces title, prompts, guidelines, recipe and target. Rounds that are open go on with what"
                    + " they were opened with.")
    @APIResponse(
            responseCode = "200",
            description = "Changed",
            content = @Content(schema = @Schema(implementation = AdapterView.class)))
    @APIResponse(responseCode = "412", description = "Somebody changed it since it was read")
    @APIResponse(responseCode = "428", description = "If-Match is missing")
    public Response change(
            @PathParam("name") String name,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Valid @NotNull CardRequest request) {
        return withTag(Response.ok(), adapters.change(name, ifMatch, request.card()));
    }

    @DELETE
    @Path("/{name}")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Retire an adapter",
            description = "It serves no request and takes no round from then on; its versions and images stay, and its"
                    + " name is not given out again.")
    @APIResponse(
            responseCode = "200",
            description = "Retired",
            content = @Content(schema = @Schema(implementation = AdapterView.class)))
    @APIResponse(responseCode = "409", description = "A round is open, or a version serves requests")
    @APIResponse(responseCode = "412", description = "Somebody changed it since it was read")
    @APIResponse(responseCode = "428", description = "If-Match is missing")
    public Response retire(
            @PathParam("name") String name,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Parameter(description = "Whether requests may lose the version that serves them")
                    @QueryParam("even_if_live")
                    @DefaultValue("false")
                    boolean evenIfLive) {
        return withTag(Response.ok(), adapters.retire(name, ifMatch, evenIfLive));
    }

    private Response withTag(Response.ResponseBuilder response, Adapter adapter) {
        return response.header("ETag", ETags.of(adapter.version()))
                .entity(views.of(adapter))
                .build();
    }
}
