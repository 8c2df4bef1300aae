package dev.konomi.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.tenant.EmbeddedServices;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class ProblemsTest {
    private static final String ORDERS = "/v1/test-only/orders";

    @Test
    void an_unknown_property_is_refused_by_name_with_the_known_ones() {
        JsonPath problem = problem(400, post("{\"how_many\": 1, \"colour\": \"TEAL\", \"prumpt\": 3}"));

        assertThat(problem.getString("type")).isEqualTo("/problems/bad-request");
        assertThat(problem.getString("errors[0].field")).isEqualTo("prumpt");
        assertThat(problem.getString("errors[0].allowed"))
                .isEqualTo("colour, guidance_scale, how_many, training_prompts");
        assertThat(problem.getString("instance")).isEqualTo(ORDERS);
    }

    @Test
    void malformed_json_is_refused_with_line_and_column() {
        JsonPath problem = problem(400, post("{\"how_many\": 1,\n  \"colour\": TEAL}"));

        assertThat(problem.getString("detail")).contains("line 2, column 13").doesNotContain("jackson", "Exception");
    }

    @Test
    void an_empty_body_and_trailing_text_are_refused() {
        assertThat(problem(422, post("")).getString("errors[0].field")).isEqualTo("body");
        assertThat(problem(400, post("{\"how_many\":1} {}")).getString("detail"))
                .contains("JSON");
        assertThat(problem(400, post("{\"how_many\":1, \"how_many\":2}")).getString("detail"))
                .contains("how_many");
    }

    @Test
    void numbers_must_be_finite_numbers_of_the_right_kind() {
        for (String bad : List.of("NaN", "\"NaN\"", "1e999", "\"3\"", "true", "[]")) {
            JsonPath problem = problem(400, post("{\"how_many\":1, \"guidance_scale\": " + bad + "}"));
            assertThat(problem.getString("detail")).as(bad).containsAnyOf("guidance_scale", "NaN");
        }
        assertThat(problem(400, post("{\"how_many\":1.5}")).getString("errors[0].field"))
                .isEqualTo("how_many");
        assertThat(problem(400, post("{\"how_many\":\"1\"}")).getString("errors[0].allowed"))
                .isEqualTo("a whole number");
        assertThat(problem(400, post("{\"how_many\":99999999999}")).getString("detail"))
                .contains("how_many");
    }

    @Test
    void an_unknown_choice_is_refused_with_the_choices() {
        JsonPath problem = problem(400, post("{\"how_many\":1, \"colour\": \"BLUE\"}"));

        assertThat(problem.getString("errors[0].allowed")).isEqualTo("TEAL, CREAM");
    }

    @Test
    void every_invalid_value_is_named_as_the_caller_wrote_it() {
        JsonPath problem = problem(
                422,
                post("{\"how_many\":11, \"training_prompts\":[{\"text\":\"a mug\"},{\"text\":\"a very long mug\"}]}"));

        assertThat(problem.getList("errors.field")).containsExactly("how_many", "training_prompts[1].text");
        assertThat(problem.getList("errors.allowed")).containsExactly("at most 10", "length 0 to 10");
        assertThat(problem.getString("type")).isEqualTo("/problems/invalid");
    }

    @Test
    void parameters_are_checked_like_bodies() {
        assertThat(problem(422, given().get("/v1/test-only/numbers/3?limit=10")).getString("errors[0].field"))
                .isEqualTo("limit");
        problem(400, given().get("/v1/test-only/numbers/3?limit=many"));
        problem(400, given().get("/v1/test-only/numbers/three"));
    }

    @Test
    void an_unexpected_failure_tells_its_request_id_and_nothing_else() {
        Response response = given().header("X-Request-Id", "my-id-7").get("/v1/test-only/crash");
        JsonPath problem = problem(500, response);

        assertThat(problem.getString("request_id")).isEqualTo("my-id-7");
        assertThat(response.header("X-Request-Id")).isEqualTo("my-id-7");
        assertThat(response.asString()).doesNotContain("secret", "IllegalState", "dev.konomi");
    }

    @Test
    void a_database_that_is_away_is_a_matter_of_waiting() {
        Response response = given().get("/v1/test-only/database-away");

        assertThat(problem(503, response).getString("type")).isEqualTo("/problems/unavailable");
        assertThat(response.header("Retry-After")).isEqualTo("5");
    }

    @Test
    void a_used_up_quota_says_when_to_come_back() {
        Response response = given().get("/v1/test-only/busy");

        problem(429, response);
        assertThat(response.header("Retry-After")).isEqualTo("3");
        assertThat(response.header("RateLimit")).isEqualTo("\"images\";r=0;t=3");
        assertThat(response.header("RateLimit-Policy")).isEqualTo("\"images\";q=60;w=60");
    }

    @Test
    void what_the_server_refuses_by_itself_is_a_problem_too() {
        problem(404, given().get("/v1/no-such-thing"));
        problem(404, given().get("/nothing/here"));
        assertThat(problem(405, given().delete(ORDERS)).getString("detail")).contains("DELETE");
        problem(406, given().accept("text/csv").get("/v1/test-only/numbers/3"));
        assertThat(problem(415, given().contentType("text/plain").body("x").post(ORDERS))
                        .getString("detail"))
                .contains("text/plain");
        Response signedOut = given().get("/v1/test-only/signed-in");
        problem(401, signedOut);
        assertThat(signedOut.header("WWW-Authenticate")).isEqualTo("Bearer");
        problem(401, given().auth().oauth2("not-a-token").get("/v1/test-only/signed-in"));
        problem(401, given().get("/v1/test-only/nobody-is-this"));
    }

    @Test
    void a_body_that_says_it_is_too_large_is_refused_before_it_is_sent() throws Exception {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            String head = "POST " + ORDERS + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 9000000000\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .contains(Problem.MEDIA_TYPE, "\"type\":\"/problems/too-large\"", "\"request_id\":\"req_");
        }
    }

    @Test
    void openai_addresses_speak_openais_shape() {
        for (String path : List.of("/v1/images/generations/../../models/x/y/z", "/v1/models/none/of/these")) {
            JsonPath error = new JsonPath(given().get(path).asString());
            assertThat(error.getMap("error")).containsKeys("message", "type", "param", "code");
        }
    }

    @Test
    void every_kind_of_problem_is_explained_at_its_type() {
        for (ProblemKind kind : ProblemKind.values()) {
            Map<String, Object> explained = given().get(kind.typeUri())
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath()
                    .getMap("");
            assertThat(explained).containsEntry("status", kind.status()).containsKeys("meaning", "remedy", "title");
        }
        assertThat(problem(404, given().get("/problems/none")).getString("detail"))
                .contains("none");
    }

    @Test
    void answers_are_safe_in_a_browser() {
        Response response = given().get("/v1/test-only/numbers/3");

        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(response.header("X-Request-Id")).startsWith("req_");
        assertThat(given().header("X-Request-Id", "evil value!")
                        .get("/v1/test-only/numbers/3")
                        .header("X-Request-Id"))
                .startsWith("req_");
    }

    private static Response post(String body) {
        return given().contentType("application/json").body(body).post(ORDERS);
    }

    private static JsonPath problem(int status, Response response) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.contentType()).as(response.asString()).startsWith(Problem.MEDIA_TYPE);
        JsonPath problem = new JsonPath(response.asString());
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("detail")).isNotBlank();
        assertThat(problem.getString("request_id")).isEqualTo(response.header("X-Request-Id"));
        return problem;
    }
}
