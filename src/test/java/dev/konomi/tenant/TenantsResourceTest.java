package dev.konomi.tenant;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class TenantsResourceTest {
    private static final String LIMITS = """
            {"images_per_minute": 6, "max_queued_images": 10, "max_adapters": 2, "storage_bytes": 1048576}""";
    private static final String SAFETY = """
            {"denied_terms": ["gun"], "audit_prompts": ["a mug"], "four_eyes": true}""";

    @Test
    void the_operator_creates_reads_changes_and_disables_a_tenant() {
        String created = operator()
                .body("{\"slug\": \"corner\", \"display_name\": \"Corner\", \"limits\": " + LIMITS + "}")
                .post("/v1/tenants")
                .then()
                .statusCode(201)
                .header("Location", containsString("/v1/tenants/corner"))
                .body("enabled", equalTo(true))
                .body("limits.images_per_minute", equalTo(6))
                .body("safety.four_eyes", equalTo(false))
                .extract()
                .header("ETag");
        ownTenant("corner").statusCode(200).body("display_name", equalTo("Corner"));

        String changed = operator()
                .header("If-Match", created)
                .body("{\"display_name\": \"Corner Shop\", \"enabled\": true, \"limits\": " + LIMITS + ", \"safety\": "
                        + SAFETY + "}")
                .put("/v1/tenants/corner")
                .then()
                .statusCode(200)
                .body("display_name", equalTo("Corner Shop"))
                .body("safety.denied_terms", equalTo(List.of("gun")))
                .extract()
                .header("ETag");
        assertThat(changed).isNotEqualTo(created);

        operator()
                .header("If-Match", created)
                .delete("/v1/tenants/corner")
                .then()
                .statusCode(412);
        operator()
                .header("If-Match", changed)
                .delete("/v1/tenants/corner")
                .then()
                .statusCode(200)
                .body("enabled", equalTo(false));
        ownTenant("corner").statusCode(403).body("detail", containsString("disabled"));
        operator().get("/v1/tenants/corner").then().statusCode(200).body("enabled", equalTo(false));
    }

    @Test
    void a_change_without_if_match_is_refused() {
        operator().delete("/v1/tenants/bolt").then().statusCode(428);
    }

    @Test
    void a_slug_is_taken_once() {
        operator()
                .body("{\"slug\": \"acme\", \"display_name\": \"Another\"}")
                .post("/v1/tenants")
                .then()
                .statusCode(409)
                .body("detail", containsString("acme"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Upper", "-edge", "edge-", "dot.dot", "../up", "", "a23456789012345678901234567890123456789012"})
    void a_slug_of_another_form_is_refused(String slug) {
        operator()
                .body("{\"slug\": \"" + slug + "\", \"display_name\": \"X\"}")
                .post("/v1/tenants")
                .then()
                .statusCode(422)
                .body("errors.field", hasItem("slug"));
    }

    @ParameterizedTest
    @CsvSource({
        "images_per_minute, 0",
        "images_per_minute, -1",
        "max_queued_images, 0",
        "max_adapters, -1",
        "storage_bytes, 0"
    })
    void a_limit_out_of_range_is_refused_by_name(String field, String value) {
        String limits = LIMITS.replaceFirst("\"" + field + "\": \\d+", "\"" + field + "\": " + value);

        operator()
                .body("{\"slug\": \"strange\", \"display_name\": \"X\", \"limits\": " + limits + "}")
                .post("/v1/tenants")
                .then()
                .statusCode(422)
                .body("errors[0].field", containsString(field));
    }

    @Test
    void an_unknown_field_is_refused_by_name() {
        operator()
                .body("{\"slug\": \"strange\", \"display_name\": \"X\", \"colour\": \"teal\"}")
                .post("/v1/tenants")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("colour"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99", "99999999999999999999", "1.5", "\"6\"", "null", "NaN"})
    void a_limit_that_is_no_whole_number_is_refused(String value) {
        String limits = LIMITS.replaceFirst(": 6", ": " + value);

        operator()
                .body("{\"slug\": \"strange\", \"display_name\": \"X\", \"limits\": " + limits + "}")
                .post("/v1/tenants")
                .then()
                .statusCode(400);
    }

    @Test
    void another_media_type_is_refused() {
        given().auth()
                .oauth2(Tokens.of("operator"))
                .contentType("text/plain")
                .body("acme")
                .post("/v1/tenants")
                .then()
                .statusCode(415);
    }

    @Test
    void an_unknown_tenant_is_not_found() {
        operator().get("/v1/tenants/nobody").then().statusCode(404);
        operator()
                .header("If-Match", "\"0\"")
                .delete("/v1/tenants/nobody")
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client@acme", "evaluator@acme", "admin@acme"})
    void only_the_operator_sees_tenants(String user) {
        given().auth().oauth2(Tokens.of(user)).get("/v1/tenants").then().statusCode(403);
        given().auth().oauth2(Tokens.of(user)).get("/v1/tenants/acme").then().statusCode(403);
    }

    @Test
    void the_operator_has_no_tenant_of_its_own() {
        operator().get("/v1/tenant").then().statusCode(403);
    }

    @Test
    void the_list_is_paged_by_slug() {
        List<String> slugs = new ArrayList<>();
        String next = null;
        do {
            RequestSpecification page = operator().queryParam("limit", 1);
            var answer = (next == null ? page : page.queryParam("cursor", next))
                    .get("/v1/tenants")
                    .then()
                    .statusCode(200)
                    .extract();
            slugs.addAll(answer.<List<String>>path("items.slug"));
            next = answer.path("next_cursor");
        } while (next != null);

        assertThat(slugs).contains("acme", "bolt").isSorted().doesNotHaveDuplicates();
        operator().queryParam("limit", 0).get("/v1/tenants").then().statusCode(422);
        operator().queryParam("cursor", "broken!").get("/v1/tenants").then().statusCode(422);
    }

    private static ValidatableResponse ownTenant(String slug) {
        return given().auth()
                .oauth2(Tokens.of("client@" + slug, List.of(slug), List.of(Roles.CLIENT)))
                .get("/v1/tenant")
                .then();
    }

    private static RequestSpecification operator() {
        return given().auth()
                .oauth2(Tokens.of("operator"))
                .contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString());
    }
}
