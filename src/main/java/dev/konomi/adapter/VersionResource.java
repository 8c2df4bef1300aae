package dev.konomi.adapter;

import dev.konomi.tenant.Caller;
import dev.konomi.tenant.Roles;
import dev.konomi.web.Cursor;
import dev.konomi.web.Page;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Versions of an adapter: list, import, export. */
@Path("/v1/adapters/{name}/versions")
@Tag(name = "versions", description = "What rounds and imports brought, and which of it serves")
@Produces(MediaType.APPLICATION_JSON)
public class VersionResource {

    private static final String UNNAMED = "upload.safetensors";

    private final AdapterVersions versions;
    private final LoraImport imports;
    private final LoraExport exports;
    private final AdapterConfig config;
    private final Caller caller;

    VersionResource(
            AdapterVersions versions, LoraImport imports, LoraExport exports, AdapterConfig config, Caller caller) {
        this.versions = versions;
        this.imports = imports;
        this.exports = exports;
        this.config = config;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Roles.CLIENT)
    @Operation(summary = "List an adapter's versions, from the newest down")
    public Page<VersionView> list(
            @PathParam("name") String name,
            @QueryParam("cursor") @Nullable String cursor,
            @Parameter(description = "1 to 200") @QueryParam("limit") @DefaultValue("50") int limit) {
        Page.requireLimit(limit);
        int below = cursor == null ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, Cursor.decodeLong(cursor));
        List<AdapterVersion> found = versions.list(name, below, limit + 1);
        return Page.of(found, limit, version -> Cursor.encode(Integer.toString(version.number())))
                .map(VersionView::of);
    }

    @GET
    @Path("/{number}")
    @RolesAllowed(Roles.CLIENT)
    @Operation(summary = "Show one version")
    @APIResponse(
            responseCode = "200",
            description = "The version",
            content = @Content(schema = @Schema(implementation = VersionView.class)))
    @APIResponse(responseCode = "404", description = "The tenant has no such adapter, or the adapter no such version")
    public VersionView get(@PathParam("name") String name, @PathParam("number") int number) {
        return VersionView.of(versions.get(name, number));
    }

    @POST
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Import a LoRA file as a new candidate",
            description = "Safetensors in the form of diffusers, PEFT or kohya, for the UNet of the base model; as the"
                    + " body itself, or as the field `file` of a multipart form.")
    @APIResponse(
            responseCode = "201",
            description = "Imported; Location names the version",
            content = @Content(schema = @Schema(implementation = VersionView.class)))
    @APIResponse(responseCode = "409", description = "The adapter is retired")
    @APIResponse(responseCode = "413", description = "The file is larger than konomi.adapter.import-limit")
    @APIResponse(responseCode = "415", description = "The body is no safetensors file")
    @APIResponse(
            responseCode = "422",
            description = "The file is damaged, or its LoRA does not fit the base model; the detail names the tensor")
    public Response importBody(
            @PathParam("name") String name,
            @Parameter(description = "Name to remember the file by", example = "mugs.safetensors")
                    @QueryParam("file_name")
                    @DefaultValue(UNNAMED)
                    String fileName,
            InputStream body)
            throws IOException {
        return imported(name, fileName, body);
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Import a LoRA file as a new candidate", hidden = true)
    public Response importForm(@PathParam("name") String name, @RestForm("file") @Nullable FileUpload file)
            throws IOException {
        if (file == null) {
            throw ProblemException.invalid("file", "is missing from the form");
        }
        try (InputStream body = Files.newInputStream(file.uploadedFile())) {
            return imported(name, file.fileName(), body);
        }
    }

    @GET
    @Path("/{number}/lora.safetensors")
    @Produces({MediaType.APPLICATION_OCTET_STREAM, MediaType.APPLICATION_JSON})
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(
            summary = "Download a version's LoRA file",
            description = "The form of diffusers loads with `load_lora_weights`; the form of kohya in its tools and in"
                    + " those that follow it.")
    @APIResponse(
            responseCode = "200",
            description = "The file; its ETag is the digest that names the version",
            content = @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM))
    @APIResponse(responseCode = "304", description = "If-None-Match names the file: the caller has it")
    @APIResponse(responseCode = "404", description = "No such version, or version 0, which has no weights of its own")
    public Response export(
            @PathParam("name") String name,
            @PathParam("number") int number,
            @Parameter(schema = @Schema(enumeration = {"diffusers", "kohya"}))
                    @QueryParam("format")
                    @DefaultValue("diffusers")
                    String format,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        LoraExport.Form form = form(format);
        AdapterVersion version = versions.get(name, number);
        String etag = LoraExport.etag(version, form);
        if (ifNoneMatch != null
                && !version.isBase()
                && Arrays.asList(ifNoneMatch.split("\\s*,\\s*", -1)).contains(etag)) {
            return Response.notModified().header("ETag", etag).build();
        }
        return Response.ok(exports.export(version, form), MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .header("ETag", etag)
                .header("Content-Disposition", "attachment; filename=\"" + LoraExport.fileName(version, form) + "\"")
                .build();
    }

    @GET
    @Path("/{number}/report")
    @RolesAllowed(Roles.EVALUATOR)
    @Operation(
            summary = "Show what the version learned",
            description =
                    "What its round cost and measured, what moved against the base model, how good it is by labels"
                            + " and by the reward encoder, how far the target is, and what the guard found. `report.svg` is the"
                            + " same as one picture.")
    @APIResponse(responseCode = "200", description = "The report")
    @APIResponse(responseCode = "404", description = "No such version, or no round trained it")
    public Response report(@PathParam("name") String name, @PathParam("number") int number) {
        versions.get(name, number);
        String report = versions.report(name, number)
                .orElseThrow(() -> ProblemException.notFound("report of version", name + "@" + number));
        return Response.ok(report, MediaType.APPLICATION_JSON_TYPE).build();
    }

    @GET
    @Path("/{number}/report.svg")
    @Produces({"image/svg+xml", MediaType.APPLICATION_JSON})
    @RolesAllowed(Roles.EVALUATOR)
    @Operation(summary = "Show what the version learned, as one picture")
    @APIResponse(responseCode = "200", description = "The picture", content = @Content(mediaType = "image/svg+xml"))
    @APIResponse(responseCode = "404", description = "No such version, or no round trained it")
    public Response picture(@PathParam("name") String name, @PathParam("number") int number) {
        AdapterVersion version = versions.get(name, number);
        byte[] picture = exports.picture(version)
                .orElseThrow(() -> ProblemException.notFound("report of version", name + "@" + number));
        return Response.ok(picture, "image/svg+xml")
                .header("Cache-Control", "private, max-age=31536000, immutable")
                .build();
    }

    private Response imported(String name, String fileName, InputStream body) throws IOException {
        int limit = Math.toIntExact(config.importLimit().asLongValue());
        byte[] bytes = body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new ProblemException(
                    ProblemKind.TOO_LARGE, "The file is larger than the limit of " + limit + " bytes.");
        }
        AdapterVersion version = imports.take(name, plain(fileName), bytes, Actor.of(caller));
        return Response.created(URI.create("/v1/adapters/" + name + "/versions/" + version.number()))
                .entity(VersionView.of(version))
                .build();
    }

    /** The name without its path, and without characters that could mislead in a log or a header. */
    private static String plain(String fileName) {
        String name = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
                .replaceAll("[^A-Za-z0-9._ -]", "_");
        return name.isBlank() ? UNNAMED : name.substring(0, Math.min(name.length(), 100));
    }

    private static LoraExport.Form form(String format) {
        return switch (format) {
            case "diffusers" -> LoraExport.Form.DIFFUSERS;
            case "kohya" -> LoraExport.Form.KOHYA;
            default -> throw ProblemException.invalid("format", "is " + format, "diffusers, kohya");
        };
    }
}
