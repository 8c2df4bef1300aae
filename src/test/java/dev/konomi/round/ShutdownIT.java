package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller sees of a process that is told to end, as every rolling update does: a clear no, and no broken line. */
@Tag("process")
class ShutdownIT {
    private static final Map<String, String> SHORT_WAIT = Map.of("quarkus.shutdown.timeout", "4s");
    private static final Map<String, Object> TAKES_TOO_LONG = Map.of("prompt", "a mug", "n", 10, "steps", 100);
    private static final Map<String, Object> QUICK = Map.of("prompt", "a mug", "steps", 1);
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @TempDir
    Path folder;

    @Test
    void image_requests_get_503_streams_end_and_the_process_ends_cleanly() throws IOException {
        try (KonomiProcess konomi = KonomiProcess.start(folder, SHORT_WAIT)) {
            RoundApi api = konomi.api("mugs").withRecipe(RoundApi.QUICK);
            String round = api.sampled();
            CompletableFuture<String> stream = CompletableFuture.supplyAsync(() -> api.as("evaluator")
                    .get(api.address(round) + "/events")
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString());
            List<CompletableFuture<Response>> underWay = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> paint(konomi, api, TAKES_TOO_LONG)))
                    .toList();
            // of another tenant, so that it does not wait behind them
            RoundApi neighbour = konomi.api("bolt", "none");
            paint(konomi, neighbour, QUICK).then().statusCode(200);

            konomi.terminate();
            assertSentElsewhere(paint(konomi, neighbour, QUICK));

            underWay.forEach(one -> assertSentElsewhere(one.join()));
            assertThat(stream.join()).contains("\"state\":\"AWAITING_FEEDBACK\"");
            assertThat(konomi.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("hs_err"));
        }
        assertThat(folder.resolve(Path.of("data", "postgres", "postmaster.pid")))
                .doesNotExist();
    }

    private static Response paint(KonomiProcess konomi, RoundApi api, Map<String, Object> request) {
        return api.as("client").body(request).post(konomi.base() + "/v1/images/generations");
    }

    private static void assertSentElsewhere(Response response) {
        response.then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("error.type", equalTo("server_error"))
                .body("error.code", equalTo("unavailable"))
                .body("error.message", containsString("going down"));
    }
}
