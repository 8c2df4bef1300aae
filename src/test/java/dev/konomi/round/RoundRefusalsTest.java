package dev.konomi.round;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.konomi.image.TenantQuotas;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a round does not let happen, and whom it does not let near. */
@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class RoundRefusalsTest {
    private static final int IMAGES = 6;

    @BeforeAll
    static void liftQuotas() {
        TenantQuotas.lift("acme");
        TenantQuotas.lift("bolt");
    }

    private final RoundApi api = new RoundApi("", Tokens::bearer, "acme", RoundApi.freshName());

    @Test
    void an_adapter_has_one_open_round_at_a_time() {
        api.withRecipe(RoundApi.QUICK);
        String round = api.open();

        api.as("admin").post(api.address()).then().statusCode(409).body("detail", containsString(round));

        api.as("admin")
                .post(api.address(round) + "/cancel")
                .then()
                .statusCode(200)
                .body("state", is("CANCELLED"));
        api.as("admin").post(api.address(round) + "/cancel").then().statusCode(409);
        api.open();
    }

    @Test
    void feedback_for_what_the_round_does_not_have_is_refused() {
        String round = api.withRecipe(RoundApi.QUICK).sampled();

        api.feedback(round, Map.of("verdicts", List.of(verdict(6, "good"))))
                .statusCode(422)
                .body("errors[0].field", is("verdicts[0].image"));
        api.feedback(round, Map.of("verdicts", List.of(verdict(-1, "good")))).statusCode(422);
        api.feedback(round, Map.of("verdicts", List.of(verdict(0, "lovely")))).statusCode(400);
        api.feedback(round, Map.of("best", 0, "none_is_good", true)).statusCode(422);
        api.feedback(round, Map.of("verdict", List.of())).statusCode(400);
        api.feedback("rnd_of_nobody", Map.of("best", 0)).statusCode(404);

        api.get(round).then().body("feedback.good", is(0)).body("feedback.bad", is(0));
    }

    @Test
    void training_needs_a_good_and_a_bad_image_and_begins_once() {
        String round = api.withRecipe(RoundApi.QUICK).sampled();
        api.train(round).statusCode(409).body("detail", containsString("at least one good"));
        api.feedback(round, Map.of("none_is_good", true)).statusCode(200);
        api.train(round).statusCode(409);
        api.judge(round, IMAGES);

        List<CompletableFuture<Integer>> trainers = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> api.train(round).extract().statusCode()))
                .toList();
        List<Integer> answers =
                trainers.stream().map(CompletableFuture::join).sorted().toList();

        assertThat(answers).containsExactly(202, 409, 409, 409);
        api.feedback(round, Map.of("best", 0)).statusCode(409).body("detail", containsString("Training has begun"));
        api.awaitState(round, "DONE");
        api.feedback(round, Map.of("best", 0)).statusCode(409);
        api.train(round).statusCode(409);
        assertThat(api.versions()).isEqualTo(2);
    }

    @Test
    void another_tenant_sees_no_round_at_all() {
        String round = api.withRecipe(RoundApi.QUICK).open();
        RoundApi bolt = new RoundApi("", Tokens::bearer, "bolt", api.adapter());

        bolt.get(round).then().statusCode(404);
        bolt.as("evaluator").get(bolt.address()).then().statusCode(404);
        bolt.as("evaluator").get(bolt.address(round) + "/images").then().statusCode(404);
        bolt.as("evaluator")
                .get(bolt.address(round) + "/images/0/content")
                .then()
                .statusCode(404);
        bolt.as("evaluator").get(bolt.address(round) + "/events").then().statusCode(404);
        bolt.feedback(round, Map.of("best", 0)).statusCode(404);
        bolt.train(round).statusCode(404);
        bolt.as("admin").post(bolt.address(round) + "/cancel").then().statusCode(404);
        bolt.withRecipe(RoundApi.QUICK);
        bolt.get(round).then().statusCode(404);

        api.as("admin").post(api.address(round) + "/cancel").then().statusCode(200);
    }

    @Test
    void each_door_wants_its_role() {
        String round = api.withRecipe(RoundApi.QUICK).open();

        api.as("client").get(api.address()).then().statusCode(403);
        api.as("client").get(api.address(round)).then().statusCode(403);
        api.as("client")
                .body(Map.of("best", 0))
                .put(api.address(round) + "/feedback")
                .then()
                .statusCode(403);
        api.as("client").get(api.address(round) + "/events").then().statusCode(403);
        api.as("evaluator").post(api.address()).then().statusCode(403);
        api.as("evaluator").post(api.address(round) + "/train").then().statusCode(403);
        api.as("evaluator").post(api.address(round) + "/cancel").then().statusCode(403);
        given().get(api.address(round)).then().statusCode(401);
        given().header("Authorization", Tokens.bearer("operator"))
                .get(api.address(round))
                .then()
                .statusCode(403);

        api.as("admin").post(api.address(round) + "/cancel").then().statusCode(200);
    }

    private static Map<String, Object> verdict(int image, String verdict) {
        return Map.of("image", image, "verdict", verdict);
    }
}
