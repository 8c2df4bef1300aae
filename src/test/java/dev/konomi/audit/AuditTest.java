package dev.konomi.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.tenant.ActiveTenant;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import dev.konomi.web.OwnerDatabase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test works in a tenant of its own, whose chain is its own. */
@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class AuditTest {
    private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);

    @Inject
    AuditLog audit;

    @Inject
    ActiveTenant active;

    @Inject
    DataSource database;

    @BeforeEach
    void a_tenant() throws SQLException {
        OwnerDatabase.execute(
                "insert into tenant (slug, display_name, images_per_minute, max_queued_images, max_adapters,"
                        + " storage_bytes) values ('" + tenant + "', 'T', 1, 1, 1, 1)");
    }

    @AfterEach
    void the_trigger_is_back() throws SQLException {
        OwnerDatabase.execute("alter table audit_event enable trigger all");
    }

    @Test
    void events_are_listed_newest_first_with_who_and_what() throws Exception {
        write(3);

        JsonPath page = admin().get("/v1/audit?limit=2")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(page.getList("items.sequence")).containsExactly(3, 2);
        assertThat(page.getString("items[0].action")).isEqualTo("mug.filled");
        assertThat(page.getString("items[0].actor")).isEqualTo("konomi");
        assertThat(page.getString("items[0].id")).isEqualTo("mug_3");
        assertThat(page.getInt("items[0].details.level")).isEqualTo(3);
        assertThat(page.getString("items[1].hash")).isEqualTo(page.getString("items[0].previous_hash"));
        JsonPath next = admin().get("/v1/audit?limit=2&cursor=" + page.getString("next_cursor"))
                .jsonPath();
        assertThat(next.getList("items.sequence")).containsExactly(1);
        assertThat(next.getString("next_cursor")).isNull();
    }

    @Test
    void filters_narrow_the_list() throws Exception {
        write(2);
        inTransaction(() -> {
            audit.append("pot.broken", "pot", "pot_1", Map.of());
            return null;
        });

        assertThat(sequences("noun=pot")).containsExactly(3);
        assertThat(sequences("noun=mug&id=mug_2")).containsExactly(2);
        assertThat(sequences("action=mug.filled")).containsExactly(2, 1);
        assertThat(sequences("actor=konomi")).hasSize(3);
        assertThat(sequences("actor=somebody")).isEmpty();
        assertThat(sequences("since=2100-01-01T00:00:00Z")).isEmpty();
        assertThat(sequences("until=2100-01-01T00:00:00Z")).hasSize(3);
        assertThat(admin().get("/v1/audit?since=yesterday").statusCode()).isEqualTo(422);
        assertThat(admin().get("/v1/audit?cursor=xyz").statusCode()).isEqualTo(422);
        assertThat(admin().get("/v1/audit?limit=0").statusCode()).isEqualTo(422);
    }

    @Test
    void a_change_that_is_rolled_back_leaves_no_event() throws Exception {
        write(1);
        assertThatThrownBy(() -> inTransaction(() -> {
                    audit.append("mug.dropped", "mug", "mug_1", Map.of());
                    throw new IllegalStateException("the change failed");
                }))
                .hasMessageContaining("the change failed");
        write(1);

        assertThat(sequences("limit=200")).containsExactly(2, 1);
        assertThat(verdict().getBoolean("valid")).isTrue();
    }

    @Test
    void there_is_no_event_without_a_transaction() {
        assertThatThrownBy(() -> active.runAs(tenant, () -> {
                    audit.append("mug.filled", "mug", "mug_1", Map.of());
                    return null;
                }))
                .hasMessageContaining("ransaction");
    }

    @Test
    void the_chain_stays_one_line_when_many_write_at_once() throws Exception {
        int writers = 8;
        int each = 10;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                done.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        write(1);
                    }
                    return null;
                }));
            }
            for (Future<?> future : done) {
                future.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }

        JsonPath verdict = verdict();
        assertThat(verdict.getBoolean("valid")).isTrue();
        assertThat(verdict.getInt("events")).isEqualTo(writers * each);
    }

    @Test
    void the_application_can_neither_write_change_nor_delete_an_event() throws Exception {
        write(1);
        for (String sql : List.of(
                "update audit_event set actor = 'x'",
                "delete from audit_event",
                "truncate audit_event",
                "insert into audit_event select * from audit_event",
                "update audit_chain set last_sequence = 0",
                "delete from audit_chain")) {
            assertThatThrownBy(() -> active.runAs(tenant, () -> application(sql)))
                    .as(sql)
                    .hasMessageContaining("permission denied");
        }
        assertThatThrownBy(() -> active.runAs(tenant, () -> application("select audit_head('acme')")))
                .hasMessageContaining("another tenant");
        assertThatThrownBy(() -> OwnerDatabase.execute("delete from audit_event where tenant_id = '" + tenant + "'"))
                .hasMessageContaining("never changed or deleted");
    }

    @Test
    void the_first_tampered_event_is_named() throws Exception {
        write(5);
        tamper("update audit_event set actor = 'somebody else' where sequence = 3");

        JsonPath verdict = verdict();

        assertThat(verdict.getBoolean("valid")).isFalse();
        assertThat(verdict.getInt("broken_at")).isEqualTo(3);
        assertThat(verdict.getString("reason")).contains("content");
        assertThat(verdict.getInt("events")).isEqualTo(2);
    }

    @Test
    void a_missing_event_a_cut_end_and_a_forged_link_are_named() throws Exception {
        write(5);
        tamper("delete from audit_event where sequence = 5");
        assertThat(verdict().getInt("broken_at")).isEqualTo(5);

        tamper("update audit_event set previous_hash = repeat('a', 64) where sequence = 4");
        assertThat(verdict().getInt("broken_at")).isEqualTo(4);

        tamper("delete from audit_event where sequence = 2");
        assertThat(verdict().getInt("broken_at")).isEqualTo(2);
        assertThat(verdict().getString("reason")).contains("missing");
    }

    @Test
    void an_export_is_verified_without_konomi(@TempDir Path folder) throws Exception {
        write(3);
        inTransaction(() -> {
            audit.append("mug.named", "mug", "好み \"hash\":\"", Map.of("hash", "\"hash\":\"x", "z", 1.5));
            return null;
        });
        byte[] export =
                admin().get("/v1/audit/export").then().statusCode(200).extract().asByteArray();
        Path file = Files.write(folder.resolve("audit.ndjson"), export);

        assertThat(check(file))
                .isEqualTo("4 events hold; the last hash is " + verdict().getString("head_hash"));

        String text = Files.readString(file);
        Files.writeString(file, text.replace("\"level\":2", "\"level\":9"));
        assertThat(check(file)).isEqualTo("event 2 is not what its hash was taken of");
        Files.writeString(file, text.substring(text.indexOf('\n') + 1));
        assertThat(check(file)).isEqualTo("event 1 is not the next one");
    }

    @Test
    void only_the_admin_of_a_tenant_reads_its_chain() throws Exception {
        write(1);

        assertThat(given().get("/v1/audit").statusCode()).isEqualTo(401);
        assertThat(as("evaluator@acme").get("/v1/audit").statusCode()).isEqualTo(403);
        assertThat(as("admin@bolt").get("/v1/audit?noun=mug").jsonPath().getList("items"))
                .isEmpty();
    }

    @Test
    void the_operators_deeds_stand_in_the_chain_of_the_system_and_in_the_tenants_own() {
        String slug = "n" + UUID.randomUUID().toString().substring(0, 8);
        as("operator")
                .contentType("application/json")
                .body("{\"slug\":\"" + slug + "\",\"display_name\":\"New\"}")
                .post("/v1/tenants")
                .then()
                .statusCode(201);

        JsonPath ofSystem = as("operator").get("/v1/audit?id=" + slug).jsonPath();
        assertThat(ofSystem.getList("items.action")).containsExactly("tenant.created");
        assertThat(ofSystem.getString("items[0].actor_name")).isEqualTo("operator");
        assertThat(as("operator").get("/v1/audit/verify").jsonPath().getBoolean("valid"))
                .isTrue();
        JsonPath ofTenant =
                admin(slug).get("/v1/audit").then().statusCode(200).extract().jsonPath();
        assertThat(ofTenant.getList("items.action")).containsExactly("tenant.created");
    }

    private void write(int events) throws Exception {
        for (int i = 1; i <= events; i++) {
            int level = i;
            inTransaction(() -> {
                audit.append("mug.filled", "mug", "mug_" + level, Map.of("level", level));
                return null;
            });
        }
    }

    private <T> T inTransaction(Callable<T> work) throws Exception {
        return active.runAs(tenant, () -> QuarkusTransaction.requiringNew().call(work));
    }

    private int application(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return 0;
        }
    }

    private void tamper(String sql) throws SQLException {
        OwnerDatabase.execute("alter table audit_event disable trigger all", sql + " and tenant_id = '" + tenant + "'");
    }

    private List<Integer> sequences(String query) {
        return admin().get("/v1/audit?" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.sequence");
    }

    private JsonPath verdict() {
        return admin().get("/v1/audit/verify").then().statusCode(200).extract().jsonPath();
    }

    private RequestSpecification admin() {
        return admin(tenant);
    }

    private static RequestSpecification admin(String slug) {
        return given().auth().oauth2(Tokens.of("admin@" + slug, List.of(slug), List.of("tenant-admin")));
    }

    private static RequestSpecification as(String who) {
        return given().auth().oauth2(Tokens.of(who));
    }

    private static String check(Path export) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-Dstdout.encoding=UTF-8", "docs/audit/VerifyAudit.java", export.toString())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
