package dev.konomi.image;

import dev.konomi.artefact.ArtefactStore;
import dev.konomi.tenant.ActiveTenant;
import dev.konomi.tenant.Caller;
import dev.konomi.tenant.Roles;
import dev.konomi.web.Cursor;
import dev.konomi.web.Page;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import dev.konomi.web.RateLimit;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Prompts to images, as OpenAI's Images API has it, and the archive of what was painted. */
@Path("/v1/images")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Images", description = "Generate images, and read where each came from")
public class ImageResource {
    private final ImageStudio studio;
    private final ImageArchive archive;
    private final ArtefactStore artefacts;
    private final BaseModel model;
    private final LinkSecret linkSecret;
    private final ImageConfig config;
    private final Caller caller;
    private final CurrentIdentityAssociation identity;
    private final ActiveTenant tenants;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ImageResource(
            ImageStudio studio,
            ImageArchive archive,
            ArtefactStore artefacts,
            BaseModel model,
            LinkSecret linkSecret,
            ImageConfig config,
            Caller caller,
            CurrentIdentityAssociation identity,
            ActiveTenant tenants,
            Clock clock) {
        this.studio = studio;
        this.archive = archive;
        this.artefacts = artefacts;
        this.model = model;
        this.linkSecret = linkSecret;
        this.config = config;
        this.caller = caller;
        this.identity = identity;
        this.tenants = tenants;
        this.clock = clock;
    }

    @POST
    @Path("generations")
    @RolesAllowed(Roles.CLIENT)
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(
            summary = "Generate images",
            description = "Compatible with OpenAI's Images API. The same seed and settings give the same bytes.")
    @APIResponse(
            responseCode = "200",
            description = "The images; headers and fields name the adapter version that painted them",
            content = @Content(schema = @Schema(implementation = ImageAnswer.class)))
    @APIResponse(responseCode = "404", description = "No such model in the caller's tenant")
    @APIResponse(responseCode = "422", description = "A field is out of range, or a term is denied")
    @APIResponse(responseCode = "429", description = "The tenant's quota or queue is full")
    @APIResponse(
            responseCode = "503",
            description = "The base model is loading, the server is going down, or the object store is away")
    public Response generate(ImageRequest request, @Context RoutingContext http, @Context UriInfo uri) {
        if (request == null) {
            throw ProblemException.invalid("prompt", "expected a JSON body with a prompt, found nothing");
        }
        Generation asked = new ImageRequestCheck(limits(), random::nextLong).check(request);
        String tenant = caller.tenant();
        CancelSignal gone = new CancelSignal();
        http.addEndHandler(end -> {
            if (end.failed()) {
                gone.give();
            }
        });
        String modelAsked = request.model() == null ? ModelName.BASE : request.model();
        ImageStudio.Painted painted = studio.paint(asked, modelAsked, tenant, caller.name(), gone);
        return Response.ok(answer(asked, modelAsked, tenant, painted, uri))
                .header("Konomi-Adapter", painted.painter().adapter().orElse(ModelName.BASE))
                .header("Konomi-Adapter-Version", painted.painter().version())
                .header("Konomi-Adapter-Digest", painted.painter().weights().digest())
                .header("Konomi-Base-Digest", model.digest())
                .header(RateLimit.LIMIT_HEADER, painted.left().limitValue())
                .header(RateLimit.POLICY_HEADER, painted.left().policyValue())
                .build();
    }

    @GET
    @RolesAllowed(Roles.CLIENT)
    @Operation(summary = "List generated images, newest first")
    public Page<ImageView> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @DefaultValue("50") int limit) {
        int size = Page.requireLimit(limit);
        @Nullable String before = cursor == null ? null : Cursor.decode(cursor, 1).get(0);
        List<Image> page = archive.list(before, size + 1);
        return Page.of(page, size, last -> Cursor.encode(last.id)).map(ImageView::of);
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Roles.CLIENT)
    @Operation(summary = "Where an image comes from")
    public ImageView get(@PathParam("id") String id) {
        return ImageView.of(require(id));
    }

    @GET
    @Path("{id}/content")
    @PermitAll
    @Blocking
    @Produces({"image/png", MediaType.APPLICATION_JSON})
    @Operation(
            summary = "The PNG of an image",
            description =
                    "Takes a bearer token of the image's tenant, or the signed query of a link that a request with"
                            + " response_format=url gave out.")
    public Response content(
            @PathParam("id") String id,
            @QueryParam("tenant") @Nullable String tenant,
            @QueryParam("expires") @Nullable Long expires,
            @QueryParam("signature") @Nullable String signature) {
        if (tenant != null && expires != null && signature != null) {
            return signedContent(id, tenant, expires, signature);
        }
        if (identity.getIdentity().isAnonymous()) {
            throw new ProblemException(
                    ProblemKind.UNAUTHENTICATED, "Send a bearer token, or use a link with its signature.");
        }
        if (!caller.roles().contains(Roles.CLIENT)) {
            throw new ProblemException(ProblemKind.FORBIDDEN, "This needs the role " + Roles.CLIENT + ".");
        }
        return png(caller.tenant(), id);
    }

    private Response signedContent(String id, String tenant, long expires, String signature) {
        LinkSigner signer = new LinkSigner(linkSecret.get());
        if (!signer.accepts(tenant, id, Instant.ofEpochSecond(expires), signature, clock.instant())) {
            throw new ProblemException(ProblemKind.FORBIDDEN, "The link has expired or was changed.");
        }
        try {
            return tenants.runAs(tenant, () -> png(tenant, id));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the image cannot be read", e);
        }
    }

    private Response png(String tenant, String id) {
        Image image = require(id);
        return Response.ok(artefacts.get(tenant, image.key(), image.sha256), "image/png")
                .header("ETag", '"' + image.sha256 + '"')
                .header("Cache-Control", "private, max-age=31536000, immutable")
                .build();
    }

    private Image require(String id) {
        return archive.find(id).orElseThrow(() -> ProblemException.notFound("image", id));
    }

    private ImageLimits limits() {
        return new ImageLimits(
                config.promptCharacters(),
                config.minSidePx(),
                config.maxSidePx(),
                config.maxSteps(),
                config.maxGuidanceScale(),
                model.defaultSidePx(),
                config.defaultSteps(),
                config.defaultGuidanceScale());
    }

    private ImageAnswer answer(
            Generation asked, String modelAsked, String tenant, ImageStudio.Painted painted, UriInfo uri) {
        List<ImageAnswer.Picture> pictures = new ArrayList<>();
        for (int i = 0; i < painted.images().size(); i++) {
            Image image = painted.images().get(i);
            pictures.add(new ImageAnswer.Picture(
                    image.id,
                    image.seed,
                    asked.asUrl()
                            ? null
                            : Base64.getEncoder().encodeToString(painted.pngs().get(i)),
                    asked.asUrl() ? link(tenant, image.id, uri) : null));
        }
        PaintingModel painter = painted.painter();
        return new ImageAnswer(
                clock.instant().getEpochSecond(),
                pictures,
                modelAsked,
                painter.adapter().orElse(null),
                painter.version(),
                painter.weights().digest(),
                model.digest(),
                asked.widthPx() + "x" + asked.heightPx(),
                "png",
                new ImageAnswer.Usage(
                        painted.tokens(),
                        0,
                        painted.tokens(),
                        pictures.size(),
                        painted.deviceTime().toMillis() / 1000.0));
    }

    private String link(String tenant, String id, UriInfo uri) {
        Instant expires = clock.instant().plus(config.linkLifetime());
        return uri.getBaseUriBuilder()
                .path("v1/images/{id}/content")
                .queryParam("tenant", tenant)
                .queryParam("expires", expires.getEpochSecond())
                .queryParam("signature", new LinkSigner(linkSecret.get()).sign(tenant, id, expires))
                .build(id)
                .toString();
    }
}
