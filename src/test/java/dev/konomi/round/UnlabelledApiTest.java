package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.konomi.artefact.ArtefactStore;
import dev.konomi.image.TenantQuotas;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images that a round paints for nobody's eyes. */
@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class UnlabelledApiTest {
    private static final int IMAGES = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Inject
    ArtefactStore artefacts;

    private final RoundApi api = new RoundApi("", Tokens::bearer, "acme", RoundApi.freshName());

    @BeforeAll
    static void liftQuotas() {
        TenantQuotas.lift("acme");
    }

    private static Map<String, Object> recipe(int unlabelled) {
        return RoundApi.quickWith("unlabelled_images", unlabelled);
    }

    private List<String> files(String round) {
        return artefacts.list("acme", "rounds/" + round + "/unlabelled");
    }

    private void awaitWhole(String round) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(files(round))
                        .singleElement()
                        .asString()
                        .matches("rounds/" + round + "/unlabelled-[0-9a-f]{12}\\.safetensors"));
    }

    @Test
    void are_painted_while_people_judge_the_others_and_can_be_neither_seen_nor_judged() {
        String round = api.withRecipe(recipe(4)).sampled();
        awaitWhole(round);

        api.as("evaluator")
                .get(api.address(round) + "/images")
                .then()
                .statusCode(200)
                .body("items", hasSize(IMAGES));
        api.as("evaluator")
                .get(api.address(round) + "/images/" + IMAGES + "/content")
                .then()
                .statusCode(404);
        api.feedback(round, Map.of("verdicts", List.of(Map.of("image", IMAGES, "verdict", "good"))))
                .statusCode(422);
        api.get(round)
                .then()
                .body("state", is("AWAITING_FEEDBACK"))
                .body("progress.images_total", is(IMAGES))
                .body("feedback.unjudged", is(IMAGES));
    }

    @Test
    void teach_beside_the_judged_ones_cost_no_label_and_are_kept_for_the_rounds_after() {
        String first = api.withRecipe(recipe(4)).sampled();
        api.judge(first, IMAGES).train(first).statusCode(202);
        api.awaitState(first, "DONE");
        api.get(first)
                .then()
                .body("report.labels", is(IMAGES))
                .body("report.images", is(IMAGES))
                .body("report.unlabelled_images", is(4));
        awaitWhole(first);
        await().atMost(PATIENCE)
                .until(() -> artefacts
                        .list("acme", "rounds/" + first + "/trajectory")
                        .isEmpty());
        assertThat(files(first)).as("after tidying").hasSize(1);

        String second = api.sampled();
        api.judge(second, IMAGES).train(second).statusCode(202);
        api.awaitState(second, "DONE");
        api.get(second).then().body("published_version", is(2));
    }

    @Test
    void are_refused_where_the_recipe_could_not_use_them() {
        Map<String, Object> recipe = recipe(4);
        recipe.put("reward", Map.of("source", "LABELS"));
        api.as("admin")
                .body(Map.of(
                        "name",
                        api.adapter(),
                        "title",
                        "Mugs",
                        "prompts",
                        List.of("a mug"),
                        "recipe",
                        Map.of("preset", "hero", "overrides", recipe)))
                .post("/v1/adapters")
                .then()
                .statusCode(422)
                .body("errors[0].field", containsString("unlabelled_images"))
                .body("errors[0].allowed", containsString("SMOOTHED_LABELS"));
    }
}
