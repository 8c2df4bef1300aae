package dev.konomi.usage;

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
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class UsageTest {
    private final String tenant = "u" + UUID.randomUUID().toString().substring(0, 8);

    @Inject
    Usage usage;

    @Inject
    ActiveTenant active;

    @BeforeEach
    void a_tenant() throws SQLException {
        OwnerDatabase.execute(
                "insert into tenant (slug, display_name, images_per_minute, max_queued_images, max_adapters,"
                        + " storage_bytes) values ('" + tenant + "', 'T', 1, 1, 1, 1)");
    }

    @Test
    void what_is_used_adds_up_per_day_and_in_total() throws Exception {
        add(UsageKind.IMAGES, 64);
        add(UsageKind.IMAGES, 4);
        add(UsageKind.DEVICE_SECONDS, 12.345);
        OwnerDatabase.execute("insert into usage_day values ('" + tenant + "', '2026-01-05', 'labels', 60)");

        JsonPath recent = get("").jsonPath();
        JsonPath longAgo = get("?since=2026-01-01&until=2026-01-31").jsonPath();

        assertThat(recent.getInt("total.images")).isEqualTo(68);
        assertThat(recent.getDouble("total.device_seconds")).isEqualTo(12.35);
        assertThat(recent.getList("days")).hasSize(1);
        assertThat(longAgo.getString("days[0].day")).isEqualTo("2026-01-05");
        assertThat(longAgo.getInt("total.labels")).isEqualTo(60);
        assertThat(longAgo.getInt("total.images")).isZero();
    }

    @Test
    void work_that_is_rolled_back_is_not_counted() throws Exception {
        assertThatThrownBy(() -> active.runAs(
                        tenant,
                        () -> QuarkusTransaction.requiringNew().call(() -> {
                            usage.add(UsageKind.IMAGES, 64);
                            throw new IllegalStateException("failed");
                        })))
                .hasMessageContaining("failed");

        assertThat(get("").jsonPath().getInt("total.images")).isZero();
    }

    @Test
    void spans_are_checked() {
        assertThat(get("?since=2026-02-01&until=2026-01-01").statusCode()).isEqualTo(422);
        assertThat(get("?since=2020-01-01&until=2026-01-01").statusCode()).isEqualTo(422);
        assertThat(get("?since=monday").jsonPath().getString("errors[0].field")).isEqualTo("since");
        assertThat(given().auth()
                        .oauth2(Tokens.of("client@acme"))
                        .get("/v1/usage")
                        .statusCode())
                .isEqualTo(403);
    }

    private void add(UsageKind kind, double amount) throws Exception {
        active.runAs(
                tenant,
                () -> QuarkusTransaction.requiringNew().call(() -> {
                    usage.add(kind, amount);
                    return null;
                }));
    }

    private Response get(String query) {
        return given().auth()
                .oauth2(Tokens.of("admin@" + tenant, List.of(tenant), List.of("tenant-admin")))
                .get("/v1/usage" + query);
    }
}
