package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.konomi.image.TenantQuotas;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a round does while something that it needs is away: it waits, keeps what it has, and goes on by itself. */
@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class RoundTroubleTest {
    private static final int IMAGES = 6;
    private static final Path STORE = EmbeddedServices.DATA.resolve("artefacts").resolve("konomi-bolt");

    @BeforeAll
    static void liftQuotas() {
        TenantQuotas.lift("bolt");
    }

    private final RoundApi api = new RoundApi("", Tokens::bearer, "bolt", RoundApi.freshName());

    @Test
    void without_the_object_store_a_round_waits_and_callers_are_told_when_to_come_back() throws IOException {
        String before = api.withRecipe(RoundApi.QUICK).sampled();
        Path aside = STORE.resolveSibling("konomi-bolt-aside");
        Files.move(STORE, aside);
        Files.writeString(STORE, "in the way");
        String round;
        try {
            api.as("client")
                    .body(Map.of("prompt", "a mug", "steps", 2))
                    .post("/v1/images/generations")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue());
            api.as("evaluator")
                    .get(api.address(before) + "/images/0/content")
                    .then()
                    .statusCode(503);
            api.judge(before, IMAGES).train(before).statusCode(202);
            await().during(Duration.ofSeconds(3)).until(() -> api.state(before).equals("TRAINING"));
            RoundApi other = new RoundApi("", Tokens::bearer, "bolt", RoundApi.freshName());
            round = other.withRecipe(RoundApi.QUICK).open();
            await().during(Duration.ofSeconds(3)).until(() -> other.state(round).equals("SAMPLING"));
            restore(aside);
            other.awaitState(round, "AWAITING_FEEDBACK");
            other.as("evaluator").get(other.address(round) + "/images").then().body("items", hasSize(IMAGES));
        } finally {
            restore(aside);
        }
        api.awaitState(before, "DONE");
        assertThat(api.versions()).isEqualTo(2);
    }

    @Test
    void a_database_that_hangs_up_in_the_middle_costs_nothing() {
        api.withRecipe(RoundApi.QUICK);
        String round = api.open();
        for (int i = 0; i < 3; i++) {
            int done = i;
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .until(() -> api.get(round).<Integer>path("progress.images_done") >= done);
            hangUp();
        }

        api.awaitState(round, "AWAITING_FEEDBACK");
        api.as("evaluator").get(api.address(round) + "/images").then().body("items", hasSize(IMAGES));
    }

    private static void restore(Path aside) throws IOException {
        if (Files.exists(aside)) {
            Files.delete(STORE);
            Files.move(aside, STORE);
        }
    }

    /** Ends every connection of the application, as a restart of the database does. */
    private static void hangUp() {
        Config config = ConfigProvider.getConfig();
        try (Connection connection = DriverManager.getConnection(
                        config.getValue("quarkus.datasource.jdbc.url", String.class),
                        config.getValue("quarkus.datasource.username", String.class),
                        config.getValue("quarkus.datasource.password", String.class));
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where usename = current_user and pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
