package dev.konomi.round;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a round does while the disk of the artefact store is full: it says so, keeps what it has, and goes on by itself. */
@Tag("process")
class DiskFullIT {
    private static final int IMAGES = 6;

    /** A round's image, with its latents and trajectory, takes about 60 kB. */
    private static final long ROOM_FOR_SOME = 150_000;

    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void mountSmallDisk() throws IOException {
        disk = Files.createDirectory(folder.resolve("disk"));
        int exit = run("mount", "-t", "tmpfs", "-o", "size=4m", "konomi-test", disk.toString());
        assumeTrue(exit == 0, "left out: this user may not mount a small file system");
    }

    @AfterEach
    void unmount() throws IOException {
        run("umount", disk.toString());
    }

    @Test
    void a_round_waits_for_room_and_says_so() throws IOException {
        Map<String, String> settings =
                Map.of("konomi.artefact.folder", disk.toString(), "konomi.round.longest-retry-wait", "2s");
        try (KonomiProcess konomi = KonomiProcess.start(folder, settings)) {
            RoundApi api = konomi.api("mugs").withRecipe(RoundApi.QUICK);
            wellness(konomi, 200);
            long room = Files.getFileStore(disk).getUsableSpace();
            Path ballast = Files.write(disk.resolve("ballast"), new byte[Math.toIntExact(room - ROOM_FOR_SOME)]);

            String round = api.open();
            await("the round to wait")
                    .atMost(Duration.ofMinutes(2))
                    .until(() ->
                            "waiting_for_object_store".equals(api.get(round).path("progress.stage")));

            assertThat(api.state(round)).isEqualTo("SAMPLING");
            assertThat(api.get(round).<Integer>path("progress.images_done")).isBetween(1, IMAGES - 1);
            wellness(konomi, 503);
            api.as("client")
                    .body(Map.of("prompt", "a mug", "steps", 1, "n", 8))
                    .post(konomi.base() + "/v1/images/generations")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue());

            Files.delete(ballast);
            api.awaitState(round, "AWAITING_FEEDBACK");
            assertThat(api.get(round).<String>path("progress.stage")).isEmpty();
            api.as("evaluator").get(api.address(round) + "/images").then().body("items", hasSize(IMAGES));
            wellness(konomi, 200);
        }
    }

    private static void wellness(KonomiProcess konomi, int status) {
        given().get(konomi.base() + "/q/health/well").then().statusCode(status);
    }

    private static int run(String... command) throws IOException {
        return new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
    }
}
