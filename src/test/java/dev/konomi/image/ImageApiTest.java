package dev.konomi.image;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class ImageApiTest {
    @Inject
    BaseModel model;

    @BeforeEach
    void waitForTheModel() {
        TenantQuotas.lift("acme");
        TenantQuotas.lift("bolt");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> given().get("/q/health/ready").statusCode() == 200);
    }

    @Test
    void the_same_seed_gives_the_same_bytes_alone_and_in_company() {
        byte[] alone =
                png(generate(Map.of("prompt", "a mug", "seed", 8)).extract().response(), 0);
        byte[] again =
                png(generate(Map.of("prompt", "a mug", "seed", 8)).extract().response(), 0);
        Response company =
                generate(Map.of("prompt", "a mug", "seed", 7, "n", 3)).extract().response();

        assertThat(again).isEqualTo(alone);
        assertThat(png(company, 1)).isEqualTo(alone);
        assertThat(png(company, 0)).isNotEqualTo(alone);
        assertThat(company.<List<Integer>>path("data.seed")).containsExactly(7, 8, 9);
    }

    @Test
    void an_answer_and_its_picture_name_what_painted_it() {
        Response answer = generate(Map.of("prompt", "a mug – ティール", "seed", 1))
                .header("Konomi-Adapter", is("base"))
                .header("Konomi-Adapter-Version", is("0"))
                .header("Konomi-Adapter-Digest", matchesPattern("[0-9a-f]{64}|base"))
                .header("RateLimit", notNullValue())
                .body("created", greaterThan(1_700_000_000))
                .body("model", is("base"))
                .body("adapter", nullValue())
                .body("size", is("128x128"))
                .body("usage.images", is(1))
                .body("data[0].url", nullValue())
                .extract()
                .response();

        String id = answer.path("data[0].id");
        as("client@acme")
                .get("/v1/images/" + id)
                .then()
                .statusCode(200)
                .body("tenant", is("acme"))
                .body("prompt", is("a mug – ティール"))
                .body("seed", is(1))
                .body("steps", is(2))
                .body("guidance_scale", is(5.0f))
                .body("sampler", is("ddim, eta 1.0"))
                .body("base_digest", is(answer.<String>path("base_digest")));
        byte[] stored = as("client@acme")
                .get("/v1/images/" + id + "/content")
                .then()
                .statusCode(200)
                .contentType("image/png")
                .extract()
                .asByteArray();
        assertThat(stored).isEqualTo(png(answer, 0));
        assertThat(new String(stored, StandardCharsets.UTF_8))
                .contains("konomi.adapter-digest")
                .contains(answer.<String>path("base_digest"))
                .contains("ティール")
                .contains("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia");
    }

    @Test
    void a_request_chooses_its_sampler_and_the_picture_says_which() {
        Map<String, Object> asked = Map.of("prompt", "a mug", "seed", 5, "sampler", "dpmpp_2m");
        Response solved = generate(asked).extract().response();
        Response again = generate(asked).extract().response();
        Response ddim = generate(Map.of("prompt", "a mug", "seed", 5, "sampler", "ddim"))
                .extract()
                .response();
        Response unasked =
                generate(Map.of("prompt", "a mug", "seed", 5)).extract().response();

        assertThat(png(again, 0)).isEqualTo(png(solved, 0));
        assertThat(png(unasked, 0)).isEqualTo(png(ddim, 0)).isNotEqualTo(png(solved, 0));
        assertThat(new String(png(solved, 0), StandardCharsets.ISO_8859_1))
                .contains("konomi.sampler\0\0\0\0\0dpmpp_2m");
        as("client@acme")
                .get("/v1/images/" + solved.path("data[0].id"))
                .then()
                .statusCode(200)
                .body("sampler", is("dpmpp_2m"));
        ask("client@acme", Map.of("prompt", "a mug", "sampler", "euler"))
                .statusCode(422)
                .body("error.param", is("sampler"))
                .body("error.message", containsString("expected ddim or dpmpp_2m, found euler"));
    }

    @Test
    void a_link_opens_its_picture_without_a_token_and_nothing_else() {
        String url = generate(Map.of("prompt", "a mug", "response_format", "url"))
                .body("data[0].b64_json", nullValue())
                .extract()
                .path("data[0].url");
        String id = url.replaceAll(".*/images/(img_[0-9a-z]+)/content.*", "$1");

        given().urlEncodingEnabled(false).get(url).then().statusCode(200).contentType("image/png");
        given().urlEncodingEnabled(false)
                .get(url.replace("tenant=acme", "tenant=bolt"))
                .then()
                .statusCode(403);
        given().urlEncodingEnabled(false)
                .get(url.replaceAll("expires=\\d+", "expires=99999999999"))
                .then()
                .statusCode(403);
        given().get("/v1/images/" + id + "/content").then().statusCode(401);
        as("client@acme").get("/v1/images/" + id + "/content").then().statusCode(200);
        as("client@bolt").get("/v1/images/" + id + "/content").then().statusCode(404);
        as("client@bolt").get("/v1/images/" + id).then().statusCode(404);
        as("operator").get("/v1/images/" + id + "/content").then().statusCode(403);
    }

    @Test
    void images_are_listed_newest_first_for_their_tenant_alone() {
        String id = generate(Map.of("prompt", "a mug", "n", 2)).extract().path("data[1].id");

        String cursor = as("client@acme")
                .get("/v1/images?limit=1")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .extract()
                .path("next_cursor");
        as("client@acme").get("/v1/images?limit=1&cursor=" + cursor).then().body("items", hasSize(1));
        assertThat(as("client@acme").get("/v1/images?limit=5").<List<String>>path("items.id"))
                .contains(id);
        assertThat(as("client@bolt").get("/v1/images?limit=200").<List<String>>path("items.id"))
                .doesNotContain(id);
        as("client@acme").get("/v1/images?limit=201").then().statusCode(422);
        as("client@acme").get("/v1/images/img_nobody").then().statusCode(404);
    }

    @Test
    void models_are_the_base_and_the_adapters_of_the_tenant() {
        as("client@acme")
                .get("/v1/models")
                .then()
                .statusCode(200)
                .body("object", is("list"))
                .body("data.id", hasItem("base"))
                .body("data[0].object", is("model"));
        as("client@acme").get("/v1/models/base").then().statusCode(200).body("owned_by", is("konomi"));
        as("client@acme")
                .get("/v1/models/nothing")
                .then()
                .statusCode(404)
                .body("error.message", containsString("nothing"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"nothing", "teal-mugs@99", "'../../etc'", "base@1"})
    void an_unknown_model_is_not_found(String model) {
        ask("client@acme", Map.of("model", model, "prompt", "a mug"))
                .statusCode(404)
                .body("error.param", is("model"))
                .body("error.type", is("invalid_request_error"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"prompt\":\"a\",\"n\":-1}|422|n",
                "{\"prompt\":\"a\",\"size\":\"100x128\"}|422|size",
                "{\"prompt\":\"a\",\"guidance_scale\":-1}|422|guidance_scale",
                "{\"prompt\":\"a\",\"guidance_scale\":\"NaN\"}|400|guidance_scale",
                "{\"prompt\":\"a\",\"guidance_scale\":NaN}|400|",
                "{\"prompt\":\"a\",\"guidnce_scale\":1}|400|guidnce_scale",
                "{}|422|prompt",
                "nonsense|400|",
            })
    void bad_values_are_refused_in_the_shape_of_openai(String body, int status, String param) {
        ValidatableResponse refusal = as("client@acme")
                .body(body)
                .post("/v1/images/generations")
                .then()
                .statusCode(status);
        if (param != null && status == 422) {
            refusal.body("error.param", equalTo(param));
        }
        refusal.body("error.message", notNullValue());
    }

    @Test
    void a_prompt_with_more_tokens_than_the_model_reads_is_refused() {
        ask("client@acme", Map.of("prompt", "mug ".repeat(100)))
                .statusCode(422)
                .body("error.param", is("prompt"))
                .body("error.message", containsString("tokens"));
    }

    @Test
    void a_denied_term_is_refused_with_the_rule() {
        ask("client@acme", Map.of("prompt", "a GUN beside a mug"))
                .statusCode(422)
                .body("error.message", containsString("denied_terms"))
                .body("error.message", containsString("gun"));
    }

    @Test
    void who_may_not_paint_is_told_why() {
        given().contentType(ContentType.JSON)
                .body(Map.of("prompt", "a"))
                .post("/v1/images/generations")
                .then()
                .statusCode(401)
                .body("error.type", is("authentication_error"));
        ask("operator", Map.of("prompt", "a")).statusCode(403).body("error.type", is("permission_error"));
        given().header("Authorization", "Bearer " + Tokens.withoutOrganisation())
                .contentType(ContentType.JSON)
                .body(Map.of("prompt", "a"))
                .post("/v1/images/generations")
                .then()
                .statusCode(403)
                .body("error.message", containsString("organisation"));
    }

    @Test
    void a_caller_who_hangs_up_stops_the_work() throws IOException {
        byte[] body = "{\"prompt\":\"a mug\",\"n\":10,\"steps\":100}".getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.getOutputStream()
                    .write(("POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                                    + Tokens.bearer("client@acme")
                                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            await().until(() -> model.loop().queued() == 10);
        }

        await().atMost(Duration.ofSeconds(5)).until(() -> model.loop().queued() == 0);
    }

    @Test
    void a_used_up_minute_and_a_full_queue_are_told_apart_from_errors() {
        TenantQuotas.set("bolt", 2, 100, 100);
        ask("client@bolt", quick(Map.of("prompt", "a mug", "n", 2))).statusCode(200);
        ask("client@bolt", quick(Map.of("prompt", "a mug")))
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .body("error.type", is("rate_limit_error"));

        TenantQuotas.set("bolt", 100, 1, 100);
        ask("client@bolt", quick(Map.of("prompt", "a mug", "n", 2)))
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .body("error.message", containsString("waiting"));
        TenantQuotas.lift("bolt");
    }

    private static ValidatableResponse generate(Map<String, Object> request) {
        return ask("client@acme", quick(request)).statusCode(200);
    }

    private static Map<String, Object> quick(Map<String, Object> request) {
        Map<String, Object> quick = new HashMap<>(request);
        quick.put("steps", 2);
        return quick;
    }

    private static ValidatableResponse ask(String user, Map<String, Object> request) {
        return as(user).body(request).post("/v1/images/generations").then();
    }

    private static RequestSpecification as(String user) {
        return given().header("Authorization", Tokens.bearer(user)).contentType(ContentType.JSON);
    }

    private static byte[] png(Response answer, int index) {
        return Base64.getDecoder().decode(answer.<String>path("data[" + index + "].b64_json"));
    }
}
