package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.konomi.image.TenantQuotas;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class GuardApiTest {
    private static final int IMAGES = 8;

    @BeforeAll
    static void liftQuotas() {
        TenantQuotas.lift("acme");
    }

    private final RoundApi api = new RoundApi("", Tokens::bearer, "acme", RoundApi.freshName());

    /** One image is all that anybody ever called good, and the weights are pushed towards it with all might. */
    private static Map<String, Object> overTrained() {
        Map<String, Object> recipe = new HashMap<>(RoundApi.QUICK);
        recipe.put("round_size", IMAGES);
        recipe.put("sampling", Map.of("steps", 10, "recorded_timesteps", 2));
        recipe.put("policy", Map.of("learning_rate", 2e-2));
        recipe.put("forward", Map.of("steps", 60, "images_per_step", 8, "strength", 2));
        recipe.put("guard", Map.of("images", 8, "policy_images", 6));
        return recipe;
    }

    @Test
    void a_version_that_was_over_trained_on_one_image_is_held_and_the_next_round_passes_it_over() {
        String round = api.withRecipe(overTrained()).sampled();
        List<Map<String, Object>> verdicts = IntStream.range(1, IMAGES)
                .<Map<String, Object>>mapToObj(k -> Map.of("image", k, "verdict", "bad"))
                .toList();
        api.feedback(round, Map.of("verdicts", verdicts, "best", 0)).statusCode(200);
        api.train(round).statusCode(202);
        api.awaitState(round, "DONE");

        api.get(round)
                .then()
                .body("published_version", is(1))
                .body("report.guard.held", not(empty()))
                .body("report.guard.against_base.recognition", notNullValue());
        String version = "/v1/adapters/" + api.adapter() + "/versions/1";
        api.as("client")
                .get(version)
                .then()
                .body("state", is("held"))
                .body("held", hasSize(greaterThan(0)))
                .body("held[0].detail", containsString("("));
        api.as("admin")
                .body(Map.of("version", 1))
                .put("/v1/adapters/" + api.adapter() + "/live")
                .then()
                .statusCode(409)
                .body("detail", startsWith("Version 1 is held: "))
                .body("detail", containsString("override"));
        api.as("admin").get("/v1/audit?noun=version").then().body("items.action", hasItem("version.held"));

        api.get(api.open()).then().body("number", is(2)).body("from_version", is(0));
    }

    @Test
    void rounds_end_by_themselves_where_labels_say_that_the_target_is_reached() {
        String round = api.withRecipe(RoundApi.QUICK).sampled();
        target(0.5);
        api.judge(round, 6).train(round).statusCode(202);
        api.awaitState(round, "DONE");

        api.get(round)
                .then()
                .body("report.goal.reached", is(true))
                .body("report.goal.by", is("labels"))
                .body("report.goal.rounds_to_go", is(0));
        api.as("admin").post(api.address()).then().statusCode(409).body("detail", containsString("even_if_reached"));
        target(0.9);
        String more = api.open();
        api.as("admin").post(api.address(more) + "/cancel").then().statusCode(200);
        target(0.5);
        api.as("admin").post(api.address() + "?even_if_reached=true").then().statusCode(202);
    }

    private void target(double target) {
        api.as("admin")
                .header("If-Match", "*")
                .body(Map.of(
                        "title",
                        "Mugs",
                        "prompts",
                        List.of("a mug", "a bottle"),
                        "recipe",
                        Map.of("preset", "hero", "overrides", RoundApi.QUICK),
                        "target",
                        target))
                .put("/v1/adapters/" + api.adapter())
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"konomi", "reward-model"})
    void a_recipe_without_a_reward_encoder_has_a_report_all_the_same(String preset) {
        String round = api.withPreset(preset, List.of("a mug", "a bottle"), RoundApi.QUICK)
                .sampled();
        api.judge(round, 6).train(round).statusCode(202);
        api.awaitState(round, "DONE");

        api.as("evaluator")
                .get("/v1/adapters/" + api.adapter() + "/versions/1/report")
                .then()
                .statusCode(200)
                .body("exemplars[0].verdict", is("best"))
                .body("exemplars[0].reward", greaterThan(0.99f))
                .body("rewards.version.shares", hasSize(20));
    }

    @Test
    void a_normal_version_is_a_candidate_and_its_report_says_what_it_learned() {
        String round = api.withRecipe(RoundApi.QUICK).sampled();
        api.judge(round, 6).train(round).statusCode(202);
        api.awaitState(round, "DONE");

        String version = "/v1/adapters/" + api.adapter() + "/versions/1";
        api.as("client").get(version).then().body("state", is("candidate")).body("held", empty());
        api.as("evaluator")
                .get(version + "/report")
                .then()
                .statusCode(200)
                .body("adapter", is(api.adapter()))
                .body("round", is(round))
                .body("labels", is(6))
                .body("audit.images", is(7))
                .body("audit.held", empty())
                .body("audit.against_base.diversity", greaterThan(0.7f))
                .body("audit.against_live.diversity", greaterThan(0.7f))
                .body("success.measured", hasSize(1))
                .body("success.measured[0].good.share", is(0.5f))
                .body("success.measured[0].good.low", greaterThan(0.1f))
                .body("rewards.version.shares", hasSize(20))
                .body("exemplars[0].verdict", is("best"))
                .body("exemplars.verdict", hasItem("bad"))
                .body("attributes.name", hasItem("background"))
                .body("cost.labels", is(6));
        String picture = api.as("evaluator")
                .accept("image/svg+xml")
                .get(version + "/report.svg")
                .then()
                .statusCode(200)
                .contentType("image/svg+xml")
                .extract()
                .asString();
        assertThat(picture)
                .startsWith("<svg ")
                .contains("may be promoted", "What moved", "data:image/png;base64,")
                .endsWith("</svg>\n");
        api.as("client").get(version + "/report.svg").then().statusCode(403);
        api.as("evaluator")
                .get("/v1/adapters/" + api.adapter() + "/versions/0/report.svg")
                .then()
                .statusCode(404);
    }
}
