package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.konomi.image.TenantQuotas;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class RoundApiTest {
    private static final int IMAGES = 6;

    @BeforeAll
    static void liftQuotas() {
        TenantQuotas.lift("acme");
        TenantQuotas.lift("bolt");
    }

    private final RoundApi api = new RoundApi("", Tokens::bearer, "acme", RoundApi.freshName());

    @Test
    void a_round_samples_asks_trains_and_publishes_a_candidate() {
        api.withRecipe(RoundApi.QUICK);
        String round = api.as("admin")
                .post(api.address())
                .then()
                .statusCode(202)
                .header("Location", containsString("/v1/adapters/" + api.adapter() + "/rounds/rnd_"))
                .body("state", is("SAMPLING"))
                .body("number", is(1))
                .body("from_version", is(0))
                .extract()
                .path("id");
        api.awaitState(round, "AWAITING_FEEDBACK");
        api.as("evaluator")
                .get(api.address(round) + "/images")
                .then()
                .statusCode(200)
                .body("items", hasSize(IMAGES))
                .body("items.image", equalTo(List.of(0, 1, 2, 3, 4, 5)))
                .body("items[0].prompt", is("a mug"))
                .body("items[1].prompt", is("a bottle"))
                .body("items[0].noise", is("fresh"))
                .body("items[0].url", endsWith("/images/0/content"))
                .body("items[0].feedback", nullValue());
        assertThat(new String(api.png(round, 0), java.nio.charset.StandardCharsets.UTF_8))
                .contains("PNG")
                .contains("trainedAlgorithmicMedia")
                .contains("a mug");

        api.judge(round, IMAGES);
        api.train(round).statusCode(202).body("state", is("TRAINING"));
        api.awaitState(round, "DONE");

        api.get(round)
                .then()
                .body("published_version", is(1))
                .body("progress.fraction", is(1.0f))
                .body("feedback.good", is(3))
                .body("feedback.bad", is(3))
                .body("feedback.best", is(0))
                .body("report.labels", is(6))
                .body("report.seconds.sampling", greaterThan(0f))
                .body("report.seconds.training", greaterThan(0f))
                .body("report.learning.policy.optimizer_steps", greaterThan(0));
        api.as("client")
                .get("/v1/adapters/" + api.adapter() + "/versions/1")
                .then()
                .statusCode(200)
                .body("state", is("candidate"));
        String digest = api.as("client")
                .body(Map.of("model", api.adapter() + "@1", "prompt", "a mug", "steps", 2, "seed", 5))
                .post("/v1/images/generations")
                .then()
                .statusCode(200)
                .body("adapter_version", is(1))
                .header("Konomi-Adapter", is(api.adapter()))
                .extract()
                .path("adapter_digest");
        assertThat(digest).matches("[0-9a-f]{64}");

        String second = api.sampled();
        api.get(second).then().body("number", is(2)).body("from_version", is(1));
        assertThat(api.as("evaluator")
                        .get(api.address(second) + "/images")
                        .then()
                        .extract()
                        .<List<String>>path("items.noise"))
                .contains("best");
    }

    @Test
    void the_report_says_how_far_evaluators_agree_and_can_be_relied_on() {
        api.withRecipe(RoundApi.QUICK);
        String round = api.sampled();
        api.judge(round, IMAGES);
        List<Map<String, Object>> others = IntStream.range(0, IMAGES)
                .<Map<String, Object>>mapToObj(k -> Map.of("image", k, "verdict", k < 2 ? "good" : "bad"))
                .toList();
        api.as("admin")
                .body(Map.of("verdicts", others))
                .put(api.address(round) + "/feedback")
                .then()
                .statusCode(200);
        api.train(round).statusCode(202);
        api.awaitState(round, "DONE");

        // 6 images with two judges, 5 good and 7 bad words, one image in dispute: 1 − 11 · 1 / (5 · 7)
        Response done = api.get(round);
        assertThat(done.<Float>path("report.evaluation.agreement")).isCloseTo(0.686f, within(0.001f));
        Map<String, Map<String, Object>> reliabilities = done.path("report.evaluation.reliabilities");
        assertThat(reliabilities)
                .hasSize(2)
                .allSatisfy((evaluator, reliability) -> assertThat(reliability)
                        .containsEntry("judgements", 6)
                        .containsKeys("sensitivity", "specificity"));
    }

    @Test
    void some_images_are_shown_twice_and_tell_who_contradicts_themselves() {
        String round = api.withRecipe(RoundApi.quickWith("repeats", Map.of("share", 0.34)))
                .sampled();
        Response images = api.as("evaluator").get(api.address(round) + "/images");
        images.then()
                .body("items", hasSize(8))
                .body("items.seed", everyItem(nullValue()))
                .body("items.repeats", everyItem(nullValue()));
        api.judge(round, IMAGES);
        api.feedback(round, Map.of("verdicts", List.of(verdict(6, "good"), verdict(7, "good"))))
                .statusCode(200);
        api.feedback(round, Map.of("verdicts", List.of(verdict(8, "good")))).statusCode(422);
        api.get(round).then().body("feedback.good", is(3)).body("feedback.bad", is(3));
        api.train(round).statusCode(202);
        api.awaitState(round, "DONE");

        List<Integer> repeated = api.as("evaluator")
                .get(api.address(round) + "/images")
                .then()
                .extract()
                .path("items.findAll { it.repeats != null }.repeats");
        assertThat(repeated).hasSize(2);
        assertThat(api.png(round, 6)).isEqualTo(api.png(round, repeated.get(0)));
        int same = (int) repeated.stream().filter(k -> k < IMAGES / 2).count();
        Map<String, Map<String, Object>> consistencies = api.get(round).path("report.evaluation.consistencies");
        assertThat(consistencies)
                .hasSize(1)
                .allSatisfy((evaluator, consistency) ->
                        assertThat(consistency).containsEntry("pairs", 2).containsEntry("same", same));
        api.get(round).then().body("report.labels", is(IMAGES));
    }

    @Test
    void feedback_is_partial_and_the_last_word_holds() {
        String round = api.withRecipe(RoundApi.QUICK).sampled();

        api.feedback(round, Map.of("verdicts", List.of(verdict(0, "good"), verdict(1, "good")), "best", 1))
                .statusCode(200)
                .body("verdicts", hasSize(2));
        api.feedback(round, Map.of("verdicts", List.of(verdict(0, "bad"), verdict(2, "skip"))))
                .statusCode(200)
                .body("verdicts.verdict", equalTo(List.of("bad", "good", "skip")))
                .body("verdicts.best", equalTo(List.of(false, true, false)));
        api.feedback(round, Map.of("verdicts", List.of(verdict(1, "none"))))
                .statusCode(200)
                .body("verdicts.image", equalTo(List.of(0, 2)));
        api.feedback(round, Map.of("best", 0)).statusCode(200).body("verdicts[0].verdict", is("good"));
        api.feedback(round, Map.of("best", 3))
                .statusCode(200)
                .body("verdicts.best", equalTo(List.of(false, false, true)));
        api.feedback(round, Map.of("none_is_good", true))
                .statusCode(200)
                .body("verdicts.verdict", equalTo(List.of("bad", "bad", "skip", "bad", "bad", "bad")))
                .body("verdicts.best", equalTo(List.of(false, false, false, false, false, false)));

        api.as("evaluator")
                .get(api.address(round) + "/images")
                .then()
                .body("items[2].feedback.verdict", is("skip"))
                .body("items[0].feedback.verdict", is("bad"));
    }

    @Test
    void a_round_whose_images_are_all_good_trains_beside_the_bad_ones_of_earlier_rounds() {
        String first = api.withRecipe(RoundApi.QUICK).sampled();
        api.judge(first, IMAGES);
        api.train(first).statusCode(202);
        api.awaitState(first, "DONE");
        String second = api.sampled();
        List<Map<String, Object>> good = IntStream.range(0, IMAGES)
                .mapToObj(image -> verdict(image, "good"))
                .toList();
        api.feedback(second, Map.of("verdicts", good, "best", 0)).statusCode(200);

        api.train(second).statusCode(202);

        api.awaitState(second, "DONE");
        assertThat(api.versions()).isEqualTo(3);
    }

    @Test
    void rounds_are_listed_newest_first_page_by_page() {
        api.withRecipe(RoundApi.QUICK);
        for (int i = 0; i < 3; i++) {
            api.as("admin").post(api.address(api.open()) + "/cancel").then().statusCode(200);
        }

        String cursor = api.as("evaluator")
                .get(api.address() + "?limit=2")
                .then()
                .statusCode(200)
                .body("items.number", equalTo(List.of(3, 2)))
                .body("next_cursor", notNullValue())
                .extract()
                .path("next_cursor");
        api.as("evaluator")
                .get(api.address() + "?limit=2&cursor=" + cursor)
                .then()
                .statusCode(200)
                .body("items.number", equalTo(List.of(1)))
                .body("next_cursor", nullValue());
        api.as("evaluator").get(api.address() + "?limit=0").then().statusCode(422);
        api.as("evaluator").get(api.address() + "?cursor=x").then().statusCode(422);
    }

    @Test
    void events_tell_the_state_first_and_end_with_the_round() {
        api.withRecipe(RoundApi.QUICK);
        String round = api.open();
        CompletableFuture<String> events = CompletableFuture.supplyAsync(() -> api.as("evaluator")
                .accept("text/event-stream")
                .contentType(ContentType.ANY)
                .get(api.address(round) + "/events")
                .then()
                .statusCode(200)
                .extract()
                .asString());
        api.awaitState(round, "AWAITING_FEEDBACK");
        api.judge(round, IMAGES).train(round).statusCode(202);
        api.awaitState(round, "DONE");

        String stream = events.join();
        assertThat(stream).contains("event:round").contains("\"state\":\"SAMPLING\"");
        assertThat(stream.strip().substring(stream.strip().lastIndexOf("data:")))
                .contains("\"state\":\"DONE\"");
    }

    private static Map<String, Object> verdict(int image, String verdict) {
        return Map.of("image", image, "verdict", verdict);
    }
}
