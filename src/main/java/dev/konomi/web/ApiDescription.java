package dev.konomi.web;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** What holds for the whole API: how to sign in, how it refuses, and how a POST is repeated safely. */
public final class ApiDescription implements OASFilter {
    static final String BEARER = "bearer";
    private static final String PROBLEM = "Problem";
    private static final String OPENAI_ERROR = "OpenAiError";
    private static final String DESCRIPTION = """
            Konomi keeps one base diffusion model loaded and paints the way each customer likes.

            An **adapter** is a tenant's named personalisation. A **round** on it paints images, asks people which are
            good, trains on the answers and publishes a new **version** as a candidate; a tenant-admin compares it and
            makes it live. `POST /v1/images/generations` and `GET /v1/models` speak OpenAI's Images API.

            *Sign-in*: `Authorization: Bearer <token>`; the token names exactly one organisation, which is the tenant.
            What belongs to another tenant looks the same as what does not exist: 404.

            *Refusals* are problem documents (RFC 9457) with what to do about them in `detail` and the fields in
            `errors`; each `type` is an address that explains itself. OpenAI's addresses use OpenAI's error shape.

            *Repeating*: a POST with an `Idempotency-Key` is done once, however often it is sent within 24 hours.
            *Changing*: send the `ETag` of what you read as `If-Match`. *Lists* are pages; follow `next_cursor`.
            """;

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.setInfo(OASFactory.createInfo()
                .title("Konomi")
                .version(api.getInfo() == null ? "1" : api.getInfo().getVersion())
                .description(DESCRIPTION)
                .license(OASFactory.createLicense()
                        .name("Apache-2.0")
                        .url("https://www.apache.org/licenses/LICENSE-2.0")));
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        api.getComponents()
                .addSchema(PROBLEM, problemSchema())
                .addSchema(OPENAI_ERROR, openAiSchema())
                .setSecuritySchemes(Map.of(
                        BEARER,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .bearerFormat("JWT")
                                .description("An access token that names exactly one organisation: the tenant")));
        if (api.getPaths() != null && api.getPaths().getPathItems() != null) {
            api.getPaths().getPathItems().forEach(ApiDescription::describe);
        }
    }

    private static void describe(String path, PathItem item) {
        item.getOperations().forEach((method, operation) -> {
            if (operation.getResponses() == null) {
                operation.setResponses(OASFactory.createAPIResponses());
            }
            boolean signedIn = path.startsWith("/v1/");
            if (signedIn) {
                operation.setSecurity(
                        List.of(OASFactory.createSecurityRequirement().addScheme(BEARER)));
                operation.getResponses().addAPIResponse("401", refusal(path, "No valid access token"));
                operation.getResponses().addAPIResponse("403", refusal(path, "The token's roles do not allow this"));
            }
            operation.getResponses().getAPIResponses().forEach((status, response) -> {
                boolean empty = response.getContent() == null
                        || response.getContent().getMediaTypes() == null
                        || response.getContent().getMediaTypes().isEmpty();
                if ((status.startsWith("4") || status.startsWith("5")) && empty) {
                    response.setContent(refusal(path, "").getContent());
                }
            });
            operation.getResponses().addAPIResponse("default", refusal(path, "Any other refusal"));
            if (signedIn && method == PathItem.HttpMethod.POST) {
                addIdempotencyKey(operation);
            }
        });
    }

    private static void addIdempotencyKey(Operation operation) {
        operation.addParameter(OASFactory.createParameter()
                .name(IdempotencyFilter.HEADER)
                .in(Parameter.In.HEADER)
                .description("1 to 255 visible ASCII characters, new for each request. Sent again within 24 hours, the"
                        + " request is answered from what was kept and changes nothing.")
                .schema(OASFactory.createSchema()
                        .addType(Schema.SchemaType.STRING)
                        .maxLength(255))
                .example("5b9d2c1e-6a35-4a43-9c0e-0f3d3a6f2b11"));
    }

    private static APIResponse refusal(String path, String description) {
        boolean openAi = OpenAiError.speaksAt(path);
        Content content = OASFactory.createContent()
                .addMediaType(
                        openAi ? "application/json" : Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema()
                                        .ref("#/components/schemas/" + (openAi ? OPENAI_ERROR : PROBLEM))));
        return OASFactory.createAPIResponse().description(description).content(content);
    }

    private static Schema problemSchema() {
        Schema error = object("One field that cannot stay as it is")
                .addProperty("field", text("Path of the field as it was sent", "prompts[2]"))
                .addProperty("reason", text("What is wrong with it", "must not be blank"))
                .addProperty("allowed", text("What would be right", "length 1 to 1000"))
                .required(List.of("field", "reason"));
        return object("A refusal, RFC 9457")
                .addProperty("type", text("Explains itself when opened", ProblemKind.INVALID.typeUri()))
                .addProperty("title", text("Short name of the kind", ProblemKind.INVALID.title()))
                .addProperty(
                        "status",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.INTEGER)
                                .examples(List.of(ProblemKind.INVALID.status())))
                .addProperty("detail", text("What is wrong and what to do", "prompts[2] must not be blank."))
                .addProperty("instance", text("The address that refused", "/v1/adapters"))
                .addProperty("request_id", text("For the operator", "req_6f1c2d3e4b5a69788796a5b4c3d2e1f0"))
                .addProperty(
                        "errors",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.ARRAY)
                                .items(error))
                .required(List.of("type", "title", "status", "detail", "instance", "request_id"));
    }

    private static Schema openAiSchema() {
        Schema error = object("OpenAI's error")
                .addProperty("message", text("What is wrong and what to do", "prompt must not be blank."))
                .addProperty("type", text("Class of the error", "invalid_request_error"))
                .addProperty("param", text("The field, where one is to blame", "prompt"))
                .addProperty("code", text("Kind of the refusal", "invalid"));
        return object("A refusal in OpenAI's shape").addProperty("error", error);
    }

    private static Schema object(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT).description(description);
    }

    private static Schema text(String description, String example) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.STRING)
                .description(description)
                .examples(List.of(example));
    }
}
