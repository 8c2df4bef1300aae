package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who starts the jar for the first time, in a folder of their own and with nothing configured. */
@Tag("process")
class FirstStartIT {
    private static final String DEMO_ADAPTER = "teal-mugs";
    private static final int IMAGES = 32;
    private static final int SOME = 8;

    @TempDir
    Path folder;

    @Test
    void the_demo_round_opens_by_itself_and_once_and_a_kill_in_its_middle_costs_it_nothing() throws IOException {
        String round;
        List<Integer> before;
        try (KonomiProcess konomi = KonomiProcess.startUnconfigured(folder)) {
            RoundApi demo = konomi.api(DEMO_ADAPTER);
            round = await("the demo round")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> rounds(demo).getString("items[0].id"), Objects::nonNull);
            await("its first images")
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> recorded(demo, round).size() >= SOME);
            before = recorded(demo, round);
            konomi.kill();
        }
        for (int image : before) {
            Files.write(file(round, image), new byte[0]); // an image that is painted again gets its bytes back
        }

        try (KonomiProcess konomi = KonomiProcess.startUnconfigured(folder)) {
            RoundApi demo = konomi.api(DEMO_ADAPTER).awaitState(round, "AWAITING_FEEDBACK");
            assertThat(recorded(demo, round))
                    .isEqualTo(IntStream.range(0, IMAGES).boxed().toList());
            assertThat(rounds(demo).getList("items.id")).containsExactly(round);
            assertThat(before).isNotEmpty().hasSizeLessThan(IMAGES);
            for (int image = 0; image < IMAGES; image++) {
                long bytes = Files.size(file(round, image));
                assertThat(bytes == 0)
                        .as("image %d is of before the kill", image)
                        .isEqualTo(before.contains(image));
            }
            assertThat(charged(konomi)).as("images in the tenant's usage").isEqualTo(IMAGES);
            assertThat(describedAs(demo)).isEqualTo("Konomi");
        }
    }

    /** The API's description is made when it is asked for, in the packaged application alone. */
    private static String describedAs(RoundApi demo) {
        return demo.as("evaluator")
                .get(URI.create(demo.address()).resolve("/q/openapi?format=json"))
                .then()
                .statusCode(200)
                .extract()
                .path("info.title");
    }

    private static JsonPath rounds(RoundApi demo) {
        return demo.as("evaluator")
                .get(demo.address())
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static List<Integer> recorded(RoundApi demo, String round) {
        return demo.as("evaluator")
                .get(demo.address(round) + "/images")
                .then()
                .statusCode(200)
                .extract()
                .path("items.image");
    }

    private static int charged(KonomiProcess konomi) {
        return konomi.api(DEMO_ADAPTER)
                .as("admin")
                .get(konomi.base() + "/v1/usage")
                .then()
                .statusCode(200)
                .extract()
                .path("total.images");
    }

    /** The only file of one image, in the data folder that the process chose by itself. */
    private Path file(String round, int image) throws IOException {
        Path images = folder.resolve(Path.of("data", "artefacts", "konomi-acme", "rounds", round, "images"));
        try (Stream<Path> files = Files.list(images)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().startsWith(image + "-"))
                    .toList();
            assertThat(found).as("files of image %d", image).hasSize(1);
            return found.get(0);
        }
    }
}
