package dev.konomi.image;

import dev.konomi.tenant.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The models a caller can name, as OpenAI's Models API has it: the base model, adapters, and their versions. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Images")
public class ModelsResource {
    private final ModelDirectory models;

    ModelsResource(ModelDirectory models) {
        this.models = models;
    }

    @GET
    @RolesAllowed(Roles.CLIENT)
    @Operation(summary = "List the models that the caller's tenant can paint with")
    public ModelList list() {
        return new ModelList("list", models.list());
    }

    @GET
    @Path("{model}")
    @RolesAllowed(Roles.CLIENT)
    @Operation(summary = "Read one model")
    public ModelView get(@PathParam("model") String model) {
        return models.list().stream()
                .filter(one -> one.id().equals(model))
                .findFirst()
                .orElseThrow(() -> ModelNames.unknown(model));
    }

    /** All of them on one page, as OpenAI clients expect. */
    public record ModelList(String object, List<ModelView> data) {}
}
