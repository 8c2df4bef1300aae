package dev.konomi.adapter;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class AdapterApiTest {

    private final String name = "mugs-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void room_for_adapters() {
        Quota.lift();
    }

    @Test
    void a_new_adapter_serves_the_base_model() {
        as("admin@acme")
                .body(card(Map.of("name", name, "recipe", Map.of("overrides", Map.of("round_size", 32)))))
                .post("/v1/adapters")
                .then()
                .statusCode(201)
                .header("Location", endsWith("/v1/adapters/" + name))
                .header("ETag", notNullValue());

        as("client@acme")
                .get("/v1/adapters/" + name)
                .then()
                .statusCode(200)
                .body("name", is(name))
                .body("title", is("Mugs in our teal"))
                .body("prompts", equalTo(List.of("a photo of a mug")))
                .body("recipe.preset", is("konomi"))
                .body("recipe.overrides.round_size", is(32))
                .body("effective_recipe.round_size", is(32))
                .body("effective_recipe.sampling.steps", is(20))
                .body("live", is(0))
                .body("newest", is(0))
                .body("canary", nullValue())
                .body("counts.versions", is(0))
                .body("created_by", is("admin@acme"))
                .body("retired", is(false));
        as("client@acme")
                .get("/v1/adapters/" + name + "/versions")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].number", is(0))
                .body("items[0].state", is("live"))
                .body("items[0].origin", is("base"));
    }

    @Test
    void a_name_is_given_once() {
        create(name);

        as("admin@acme")
                .body(card(Map.of("name", name)))
                .post("/v1/adapters")
                .then()
                .statusCode(409)
                .contentType("application/problem+json");
    }

    @Test
    void two_tenants_may_use_the_same_name_and_do_not_see_each_other() {
        create(name);

        as("admin@bolt").get("/v1/adapters/" + name).then().statusCode(404);
        as("admin@bolt")
                .body(card(Map.of("name", name)))
                .post("/v1/adapters")
                .then()
                .statusCode(201);
        as("admin@bolt")
                .queryParam("limit", 200)
                .get("/v1/adapters")
                .then()
                .statusCode(200)
                .body("items.findAll { it.name == '" + name + "' }", hasSize(1));
    }

    @Test
    void what_is_written_is_changed_by_who_has_read_it() {
        String first = create(name);

        as("admin@acme")
                .body(card(Map.of("title", "Cups")))
                .put("/v1/adapters/" + name)
                .then()
                .statusCode(428);
        String second = as("admin@acme")
                .header("If-Match", first)
                .body(card(Map.of("title", "Cups")))
                .put("/v1/adapters/" + name)
                .then()
                .statusCode(200)
                .body("title", is("Cups"))
                .header("ETag", not(is(first)))
                .extract()
                .header("ETag");
        as("admin@acme")
                .header("If-Match", first)
                .body(card(Map.of("title", "Glasses")))
                .put("/v1/adapters/" + name)
                .then()
                .statusCode(412)
                .header("ETag", second);
    }

    @Test
    void a_retired_adapter_stays_readable_and_changes_no_more() {
        String etag = create(name);

        as("admin@acme").delete("/v1/adapters/" + name).then().statusCode(428);
        String retired = as("admin@acme")
                .header("If-Match", etag)
                .delete("/v1/adapters/" + name)
                .then()
                .statusCode(200)
                .body("retired", is(true))
                .extract()
                .header("ETag");

        as("client@acme").get("/v1/adapters/" + name).then().statusCode(200).body("retired", is(true));
        as("admin@acme")
                .header("If-Match", retired)
                .body(card(Map.of()))
                .put("/v1/adapters/" + name)
                .then()
                .statusCode(409);
        as("admin@acme")
                .body(Map.of("version", 0))
                .put("/v1/adapters/" + name + "/live")
                .then()
                .statusCode(409);
        as("client@acme").queryParam("limit", 200).get("/v1/adapters").then().body("items.name", not(hasItem(name)));
        as("client@acme")
                .queryParam("limit", 200)
                .queryParam("include_retired", true)
                .get("/v1/adapters")
                .then()
                .body("items.name", hasItem(name));
        as("admin@acme")
                .body(card(Map.of("name", name)))
                .post("/v1/adapters")
                .then()
                .statusCode(409);
    }

    @Test
    void a_list_is_read_page_by_page() {
        for (String suffix : List.of("-a", "-b", "-c")) {
            create(name + suffix);
        }

        String cursor = as("client@acme")
                .queryParam("limit", 1)
                .get("/v1/adapters")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("next_cursor", notNullValue())
                .extract()
                .path("next_cursor");
        as("client@acme")
                .queryParam("limit", 1)
                .queryParam("cursor", cursor)
                .get("/v1/adapters")
                .then()
                .statusCode(200)
                .body("items", hasSize(1));
        as("client@acme")
                .queryParam("cursor", "nonsense")
                .get("/v1/adapters")
                .then()
                .statusCode(422);
        as("client@acme").queryParam("limit", 0).get("/v1/adapters").then().statusCode(422);
        as("client@acme").queryParam("limit", 201).get("/v1/adapters").then().statusCode(422);
    }

    @Test
    void a_tenant_whose_quota_is_used_up_retires_an_adapter_first() {
        as("admin@bolt")
                .body(card(Map.of("name", name)))
                .post("/v1/adapters")
                .then()
                .statusCode(201);
        Quota.set("bolt", 1);

        as("admin@bolt")
                .body(card(Map.of("name", name + "-2")))
                .post("/v1/adapters")
                .then()
                .statusCode(409)
                .body("detail", containsString("quota of 1 adapters"));
    }

    @Test
    void only_admins_of_a_tenant_make_adapters() {
        Map<String, Object> body = card(Map.of("name", name));

        given().contentType(ContentType.JSON)
                .body(body)
                .post("/v1/adapters")
                .then()
                .statusCode(401);
        as("client@acme").body(body).post("/v1/adapters").then().statusCode(403);
        as("evaluator@acme").body(body).post("/v1/adapters").then().statusCode(403);
        as("operator").body(body).post("/v1/adapters").then().statusCode(403);
        as("operator").get("/v1/adapters").then().statusCode(403);
        with(Tokens.withoutOrganisation())
                .body(body)
                .post("/v1/adapters")
                .then()
                .statusCode(403);
        with(Tokens.ofSeveralOrganisations()).get("/v1/adapters").then().statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mugs", "-mugs", "mugs-", "mugs mugs", "", "../mugs", "mügs", "base"})
    void a_name_that_is_no_slug_is_refused(String bad) {
        as("admin@acme")
                .body(card(Map.of("name", bad)))
                .post("/v1/adapters")
                .then()
                .statusCode(422)
                .body("errors.field", hasItem("name"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'title': ''}                                       | title",
                "{'prompts': []}                                     | prompts",
                "{'prompts': ['']}                                   | prompts[0]",
                "{'target': 0}                                       | target",
                "{'target': 1.5}                                     | target",
                "{'recipe': {'preset': 'villain'}}                   | recipe.preset",
                "{'recipe': {'overrides': {'round_size': 1}}}        | recipe.overrides.round_size",
                "{'recipe': {'overrides': {'round_sise': 1}}}        | recipe.overrides.round_sise",
                "{'recipe': {'overrides': {'policy': {'clip': 'a'}}}}| recipe.overrides.policy.clip",
            })
    void a_value_that_is_not_allowed_is_named(String change, String field) {
        Map<String, Object> body = card(Map.of("name", name));
        body.putAll(io.restassured.path.json.JsonPath.from(change.replace('\'', '"'))
                .getMap(""));

        as("admin@acme")
                .body(body)
                .post("/v1/adapters")
                .then()
                .statusCode(422)
                .body("errors.field", hasItem(containsString(field)));
    }

    @Test
    void a_field_that_there_is_not_is_refused() {
        as("admin@acme")
                .body(card(Map.of("name", name, "colour", "teal")))
                .post("/v1/adapters")
                .then()
                .statusCode(400)
                .body("detail", containsString("colour"));
    }

    @Test
    void an_absent_adapter_is_not_found_anywhere() {
        String absent = "/v1/adapters/" + name;

        as("client@acme").get(absent).then().statusCode(404);
        as("client@acme").get(absent + "/versions").then().statusCode(404);
        as("client@acme").get(absent + "/versions/0").then().statusCode(404);
        as("evaluator@acme").get(absent + "/versions/0/report").then().statusCode(404);
        as("admin@acme").get(absent + "/versions/0/lora.safetensors").then().statusCode(404);
        as("admin@acme").body(Map.of("version", 0)).put(absent + "/live").then().statusCode(404);
        as("admin@acme")
                .body(Map.of("version", 0, "percent", 10))
                .put(absent + "/canary")
                .then()
                .statusCode(404);
        as("admin@acme").header("If-Match", "*").delete(absent).then().statusCode(404);
    }

    @Test
    void the_api_description_names_every_address_of_adapters_with_its_refusals() {
        as("client@acme")
                .queryParam("format", "json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("paths.'/v1/adapters'.post.responses.'409'", notNullValue())
                .body("paths.'/v1/adapters/{name}'.put.responses.'412'", notNullValue())
                .body("paths.'/v1/adapters/{name}'.delete.responses.'428'", notNullValue())
                .body("paths.'/v1/adapters/{name}/live'.put.responses.'202'", notNullValue())
                .body("paths.'/v1/adapters/{name}/canary'.put", notNullValue())
                .body("paths.'/v1/adapters/{name}/versions'.post.responses.'415'", notNullValue())
                .body("paths.'/v1/adapters/{name}/versions/{number}/lora.safetensors'.get", notNullValue())
                .body("paths.'/v1/adapters/{name}/versions/{number}/report'.get", notNullValue())
                .body("components.schemas.NewAdapter.examples[0].name", is("teal-mugs"));
    }

    static String create(String name) {
        return as("admin@acme")
                .body(card(Map.of("name", name)))
                .post("/v1/adapters")
                .then()
                .statusCode(201)
                .extract()
                .header("ETag");
    }

    static Map<String, Object> card(Map<String, Object> changes) {
        Map<String, Object> card = new TreeMap<>(Map.of(
                "title", "Mugs in our teal",
                "prompts", List.of("a photo of a mug"),
                "guidelines", "Good: the mug is teal."));
        card.putAll(changes);
        return card;
    }

    static RequestSpecification as(String user) {
        return with(Tokens.of(user));
    }

    private static RequestSpecification with(String token) {
        return given().auth().oauth2(token).contentType(ContentType.JSON);
    }
}
