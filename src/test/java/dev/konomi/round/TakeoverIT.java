package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one database and one store, and what the one does when the other is killed at work. */
@Tag("process")
class TakeoverIT {
    private static final int IMAGES = 24;
    private static final Map<String, Object> LONG_ENOUGH = Map.of(
            "round_size",
            IMAGES,
            "sampling",
            Map.of("steps", 20, "recorded_timesteps", 2),
            "encoder",
            RoundApi.QUICK.get("encoder"),
            "forward",
            RoundApi.QUICK.get("forward"));

    @TempDir
    Path folder;

    @AfterEach
    void endTheDatabaseThatAKillLeftBehind() throws IOException {
        Path note = data().resolve(Path.of("postgres", "postmaster.pid"));
        if (Files.exists(note)) {
            ProcessHandle.of(Long.parseLong(Files.readAllLines(note).get(0)))
                    .filter(ProcessHandle::destroy)
                    .ifPresent(server -> server.onExit().join());
        }
    }

    @Test
    void a_round_goes_on_in_another_process_when_its_own_is_killed() throws IOException {
        Path second = Files.createDirectory(folder.resolve("second"));
        try (KonomiProcess one = KonomiProcess.start(Files.createDirectory(folder.resolve("first")), Map.of());
                KonomiProcess two = KonomiProcess.start(second, onTheSameState())) {
            String round = one.api("mugs").withRecipe(LONG_ENOUGH).open();
            await("some of its images")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> one.api("mugs").get(round).<Integer>path("progress.images_done") >= 3);
            boolean worksInOne = worker(round).startsWith("konomi-" + one.pid() + "-");

            (worksInOne ? one : two).kill();

            KonomiProcess survivor = worksInOne ? two : one;
            RoundApi api = survivor.api("mugs");
            assertThat(api.state(round)).isEqualTo("SAMPLING");
            api.awaitState(round, "AWAITING_FEEDBACK");
            api.as("evaluator").get(api.address(round) + "/images").then().body("items", hasSize(IMAGES));
            assertThat(imageFiles(round)).isEqualTo(IMAGES);
            assertThat(chargedImages(survivor)).isEqualTo(IMAGES);
            api.judge(round, IMAGES).train(round).statusCode(202);
            api.awaitState(round, "DONE");
            assertThat(api.versions()).as("versions 0 and 1").isEqualTo(2);
        }
    }

    private Path data() {
        return folder.resolve(Path.of("first", "data"));
    }

    /** Database, store and issuer of the first process. */
    private Map<String, String> onTheSameState() throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.datasource.jdbc.url", databaseUrl());
        settings.put("quarkus.datasource.username", "konomi_app");
        settings.put("quarkus.datasource.password", secret("postgres-app.secret"));
        settings.put("quarkus.flyway.username", "konomi_owner");
        settings.put("quarkus.flyway.password", secret("postgres-owner.secret"));
        settings.put("konomi.artefact.folder", data().resolve("artefacts").toString());
        return settings;
    }

    private String databaseUrl() throws IOException {
        String port = Files.readAllLines(data().resolve(Path.of("postgres", "postmaster.pid")))
                .get(3);
        return "jdbc:postgresql://127.0.0.1:" + port + "/konomi";
    }

    private String secret(String file) throws IOException {
        return Files.readString(data().resolve(file)).strip();
    }

    /** The process that works on the round, by the job queue's own book. */
    private String worker(String round) throws IOException {
        String sql = "select picked_by from scheduled_tasks where picked and task_instance = '" + round + "'";
        try (Connection connection =
                        DriverManager.getConnection(databaseUrl(), "konomi_owner", secret("postgres-owner.secret"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).as("somebody works on the round").isTrue();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private int imageFiles(String round) throws IOException {
        Path images = data().resolve(Path.of("artefacts", "konomi-acme", "rounds", round, "images"));
        try (Stream<Path> files = Files.list(images)) {
            List<Path> all = files.toList();
            return all.size();
        }
    }

    private static int chargedImages(KonomiProcess konomi) {
        return konomi.api("mugs")
                .as("admin")
                .get(konomi.base() + "/v1/usage")
                .then()
                .statusCode(200)
                .extract()
                .path("total.images");
    }
}
