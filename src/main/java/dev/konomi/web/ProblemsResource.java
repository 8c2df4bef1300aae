package dev.konomi.web;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The documents behind the type URIs of problems. */
@Path("/problems")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "problems", description = "What each kind of refusal means")
@PermitAll
public class ProblemsResource {
    /** One kind of problem. */
    public record Explained(String type, String title, int status, String meaning, String remedy) {
        static Explained of(ProblemKind kind) {
            return new Explained(kind.typeUri(), kind.title(), kind.status(), kind.meaning(), kind.remedy());
        }
    }

    @GET
    @Operation(summary = "List every kind of problem that the API answers with")
    public List<Explained> list() {
        return Arrays.stream(ProblemKind.values()).map(Explained::of).toList();
    }

    @GET
    @Path("/{slug}")
    @Operation(summary = "Explain one kind of problem: what it means and what to do")
    public Explained get(@PathParam("slug") String slug) {
        return ProblemKind.ofSlug(slug)
                .map(Explained::of)
                .orElseThrow(() -> ProblemException.notFound("kind of problem", slug));
    }
}
