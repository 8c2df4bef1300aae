package dev.konomi.round;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The API of rounds as tests speak it: one adapter of one tenant. */
final class RoundApi {
    /** Small and quick: what a round learns by it does not matter. */
    static final Map<String, Object> QUICK = Map.of(
            "round_size", 6,
            "sampling", Map.of("steps", 4, "recorded_timesteps", 2),
            "encoder",
                    Map.of(
                            "representation_size", 16,
                            "projection_sizes", List.of(8),
                            "epochs", 3,
                            "triplets_per_epoch", 4),
            "forward", Map.of("steps", 4, "images_per_step", 4),
            "guard", Map.of("images", 4, "policy_images", 3));

    /** {@link #QUICK} with one setting more. */
    static Map<String, Object> quickWith(String setting, Object value) {
        Map<String, Object> recipe = new HashMap<>(QUICK);
        recipe.put(setting, value);
        return recipe;
    }

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final UnaryOperator<String> bearer;
    private final String tenant;
    private final String adapter;
    private final String base;

    /**
     * Speaks for one tenant.
     *
     * @param base the server's address; empty for REST Assured's own
     * @param bearer from a demo user's name to the value of the Authorization header
     */
    RoundApi(String base, UnaryOperator<String> bearer, String tenant, String adapter) {
        this.base = base;
        this.bearer = bearer;
        this.tenant = tenant;
        this.adapter = adapter;
    }

    static String freshName() {
        return "mugs-" + UUID.randomUUID().toString().substring(0, 8);
    }

    RoundApi withRecipe(Map<String, Object> overrides) {
        return withPrompts(List.of("a mug", "a bottle"), overrides);
    }

    RoundApi withPrompts(List<String> prompts, Map<String, Object> overrides) {
        return withPreset("hero", prompts, overrides);
    }

    RoundApi withPreset(String preset, List<String> prompts, Map<String, Object> overrides) {
        as("admin")
                .body(Map.of(
                        "name",
                        adapter,
                        "title",
                        "Mugs",
                        "prompts",
                        prompts,
                        "recipe",
                        Map.of("preset", preset, "overrides", overrides)))
                .post(base + "/v1/adapters")
                .then()
                .statusCode(201);
        return this;
    }

    String adapter() {
        return adapter;
    }

    RequestSpecification as(String role) {
        return given().header("Authorization", bearer.apply(role + "@" + tenant))
                .contentType(ContentType.JSON);
    }

    String address() {
        return base + "/v1/adapters/" + adapter + "/rounds";
    }

    String address(String round) {
        return address() + "/" + round;
    }

    String open() {
        return as("admin").post(address()).then().statusCode(202).extract().path("id");
    }

    Response get(String round) {
        return as("evaluator").get(address(round));
    }

    String state(String round) {
        return get(round).path("state");
    }

    RoundApi awaitState(String round, String state) {
        await("round " + round + " to be " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .failFast(() -> {
                    Response now = get(round);
                    if (now.statusCode() == 200 && "FAILED".equals(now.path("state")) && !state.equals("FAILED")) {
                        throw new AssertionError("the round failed: " + now.path("failure"));
                    }
                })
                .until(() -> state.equals(state(round)));
        return this;
    }

    String sampled() {
        String round = open();
        awaitState(round, "AWAITING_FEEDBACK");
        return round;
    }

    ValidatableResponse feedback(String round, Object body) {
        return as("evaluator").body(body).put(address(round) + "/feedback").then();
    }

    /** Half of the images good, the first of them best, the rest bad. */
    RoundApi judge(String round, int images) {
        List<Map<String, Object>> verdicts = new ArrayList<>();
        for (int k = 0; k < images; k++) {
            verdicts.add(Map.of("image", k, "verdict", k < images / 2 ? "good" : "bad"));
        }
        feedback(round, Map.of("verdicts", verdicts, "best", 0)).statusCode(200);
        return this;
    }

    ValidatableResponse train(String round) {
        return as("admin").post(address(round) + "/train").then();
    }

    byte[] png(String round, int image) {
        return as("evaluator")
                .get(address(round) + "/images/" + image + "/content")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    int versions() {
        return as("admin")
                .get(base + "/v1/adapters/" + adapter + "/versions")
                .then()
                .statusCode(200)
                .extract()
                .<List<?>>path("items")
                .size();
    }
}
