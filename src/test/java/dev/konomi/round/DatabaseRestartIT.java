package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a database that dies in the middle of everything costs: a few answers of 503, and nothing else. */
@Tag("process")
class DatabaseRestartIT {
    private static final int IMAGES = 6;

    /** Long enough for the database to come and go while it is painted. */
    private static final Map<String, Object> SLOW =
            Map.of("round_size", 16, "sampling", Map.of("steps", 40, "recorded_timesteps", 2));

    @TempDir
    Path folder;

    private final Map<Integer, String> acknowledged = new ConcurrentHashMap<>();
    private final Queue<Response> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void rounds_and_feedback_outlive_the_death_of_the_database() throws IOException {
        try (KonomiProcess konomi = KonomiProcess.start(folder, Map.of())) {
            RoundApi judged = konomi.api("judged").withRecipe(RoundApi.QUICK);
            RoundApi painted = konomi.api("painted").withRecipe(SLOW);
            String toJudge = judged.sampled();
            String toPaint = painted.open();
            List<CompletableFuture<Void>> evaluators = IntStream.range(0, IMAGES)
                    .mapToObj(image -> CompletableFuture.runAsync(() -> judgeForEver(judged, toJudge, image)))
                    .toList();

            for (String signal : List.of("KILL", "INT")) {
                int before = painted.get(toPaint).path("progress.images_done");
                signalPostmaster(signal);
                await("a refusal").atMost(Duration.ofMinutes(1)).until(() -> refusals() > 0);
                await("the database to be back, and the round to go on")
                        .atMost(Duration.ofMinutes(2))
                        .ignoreExceptions()
                        .until(() -> painted.get(toPaint).<Integer>path("progress.images_done") > before);
                assertThat(answers).allSatisfy(DatabaseRestartIT::isTakenOrSentBack);
                answers.clear();
            }
            enough.set(true);
            evaluators.forEach(CompletableFuture::join);

            painted.awaitState(toPaint, "AWAITING_FEEDBACK");
            painted.as("evaluator")
                    .get(painted.address(toPaint) + "/images")
                    .then()
                    .body("items", hasSize(16));
            assertThat(kept(judged, toJudge)).containsExactlyInAnyOrderEntriesOf(acknowledged);
            assertThat(chargedImages(konomi)).isEqualTo(IMAGES + 16);
            judged.judge(toJudge, IMAGES).train(toJudge).statusCode(202);
            judged.awaitState(toJudge, "DONE");
            assertThat(judged.versions()).as("versions 0 and 1").isEqualTo(2);
            judged.as("admin").get(konomi.base() + "/v1/audit/verify").then().statusCode(200);
        }
        assertThat(folder.resolve(Path.of("data", "postgres", "postmaster.pid")))
                .doesNotExist();
    }

    private void judgeForEver(RoundApi api, String round, int image) {
        for (int turn = 0; !enough.get(); turn++) {
            String verdict = turn % 2 == 0 ? "good" : "bad";
            Map<String, Object> body = Map.of("verdicts", List.of(Map.of("image", image, "verdict", verdict)));
            Response answer = api.feedback(round, body).extract().response();
            while (answer.statusCode() == 503) {
                answers.add(answer);
                answer = api.feedback(round, body).extract().response();
            }
            answers.add(answer);
            acknowledged.put(image, verdict);
        }
    }

    private static void isTakenOrSentBack(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isIn(200, 503);
        if (answer.statusCode() == 503) {
            assertThat(answer.header("Retry-After")).isNotNull();
        }
    }

    private long refusals() {
        return answers.stream().filter(answer -> answer.statusCode() == 503).count();
    }

    /** KILL is a crash, INT what PostgreSQL calls a fast shutdown. */
    private void signalPostmaster(String signal) throws IOException {
        String pid = Files.readAllLines(folder.resolve(Path.of("data", "postgres", "postmaster.pid")))
                .get(0);
        new ProcessBuilder("kill", "-" + signal, pid)
                .inheritIO()
                .start()
                .onExit()
                .join();
    }

    private static Map<Integer, String> kept(RoundApi api, String round) {
        Map<Integer, String> kept = new HashMap<>();
        List<Map<String, Object>> images =
                api.as("evaluator").get(api.address(round) + "/images").path("items");
        Function<Map<String, Object>, Object> verdict = image -> ((Map<?, ?>) image.get("feedback")).get("verdict");
        images.forEach(image -> kept.put((Integer) image.get("image"), (String) verdict.apply(image)));
        return kept;
    }

    private static int chargedImages(KonomiProcess konomi) {
        return konomi.api("judged")
                .as("admin")
                .get(konomi.base() + "/v1/usage")
                .then()
                .statusCode(200)
                .extract()
                .path("total.images");
    }
}
