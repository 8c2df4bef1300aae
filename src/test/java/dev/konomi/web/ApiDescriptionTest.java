package dev.konomi.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.konomi.tenant.EmbeddedServices;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class ApiDescriptionTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private record Described(String name, String path, String method, JsonNode operation) {}

    @Test
    void every_operation_says_what_it_does_and_belongs_to_a_group() throws Exception {
        for (Described one : operations(api())) {
            assertThat(one.operation().path("summary").asText()).as(one.name()).isNotBlank();
            assertThat(one.operation().path("tags")).as(one.name()).isNotEmpty();
        }
    }

    @Test
    void every_operation_behind_sign_in_says_how_it_refuses() throws Exception {
        for (Described one : operations(api())) {
            JsonNode responses = one.operation().path("responses");
            assertThat(responses.has("default")).as(one.name()).isTrue();
            if (one.path().startsWith("/v1/")) {
                assertThat(responses.has("401") && responses.has("403"))
                        .as(one.name())
                        .isTrue();
                assertThat(one.operation().path("security").toString())
                        .as(one.name())
                        .contains("bearer");
            }
            responses.properties().stream()
                    .filter(response -> response.getKey().startsWith("4"))
                    .forEach(response -> assertThat(response.getValue().path("content"))
                            .as(one.name() + " " + response.getKey())
                            .isNotEmpty());
        }
    }

    @Test
    void every_json_body_has_an_example() throws Exception {
        JsonNode api = api();
        List<String> without = new ArrayList<>();
        for (Described one : operations(api)) {
            JsonNode body = one.operation().path("requestBody").path("content").path("application/json");
            if (!body.isMissingNode() && !hasExample(api, body)) {
                without.add(one.name());
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void every_post_offers_an_idempotency_key() throws Exception {
        for (Described one : operations(api())) {
            if (one.method().equals("post") && one.path().startsWith("/v1/")) {
                assertThat(one.operation().path("parameters").toString())
                        .as(one.name())
                        .contains("Idempotency-Key");
            }
        }
    }

    @Test
    void the_whole_has_a_title_a_description_and_one_way_to_sign_in() throws Exception {
        JsonNode api = api();

        assertThat(api.at("/info/title").asText()).isEqualTo("Konomi");
        assertThat(api.at("/info/description").asText()).contains("Idempotency-Key", "RFC 9457");
        assertThat(api.at("/components/securitySchemes/bearer/scheme").asText()).isEqualTo("bearer");
        assertThat(api.at("/components/securitySchemes")).hasSize(1);
    }

    private static boolean hasExample(JsonNode api, JsonNode body) {
        if (body.has("example") || body.has("examples")) {
            return true;
        }
        JsonNode schema = body.path("schema");
        String name = schema.path("$ref").asText().replaceAll(".*/", "");
        JsonNode resolved = name.isEmpty() ? schema : api.at("/components/schemas/" + name);
        return resolved.has("example") || resolved.has("examples");
    }

    private static List<Described> operations(JsonNode api) {
        List<Described> found = new ArrayList<>();
        api.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .map(operation -> new Described(
                                operation.getKey() + " " + path.getKey(),
                                path.getKey(),
                                operation.getKey(),
                                operation.getValue()))
                        .forEach(found::add));
        assertThat(found).hasSizeGreaterThan(20);
        return found;
    }

    private static JsonNode api() throws Exception {
        return new ObjectMapper()
                .readTree(given().accept("application/json")
                        .get("/q/openapi?format=json")
                        .asByteArray());
    }
}
