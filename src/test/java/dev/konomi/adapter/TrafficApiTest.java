package dev.konomi.adapter;

import static dev.konomi.adapter.AdapterApiTest.as;
import static dev.konomi.adapter.AdapterApiTest.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.konomi.engine.hero.HoldReason;
import dev.konomi.tenant.ActiveTenant;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class TrafficApiTest {

    @Inject
    BaseModelSites base;

    @Inject
    AdapterVersions versions;

    @Inject
    Adapters adapters;

    @Inject
    ActiveTenant active;

    @Inject
    DataSource database;

    private final String name = "mugs-" + UUID.randomUUID().toString().substring(0, 8);
    private final String adapter = "/v1/adapters/" + name;

    @BeforeEach
    void an_adapter_with_two_versions() {
        Quota.lift();
        create(name);
        for (int seed = 1; seed <= 2; seed++) {
            as("admin@acme")
                    .contentType("application/octet-stream")
                    .body(TestLoras.diffusers(base.sites(), seed))
                    .post(adapter + "/versions")
                    .then()
                    .statusCode(201);
        }
    }

    @Test
    void a_promoted_version_serves_and_the_one_before_retires() {
        live("admin@acme", 1).statusCode(200).body("live", is(1));
        live("admin@acme", 2).statusCode(200).body("live", is(2));

        as("client@acme")
                .get(adapter + "/versions")
                .then()
                .body("items.number", equalTo(List.of(2, 1, 0)))
                .body("items.state", equalTo(List.of("live", "retired", "retired")));
        assertThat(resolve("any").number()).isEqualTo(2);
    }

    @Test
    void rolling_back_makes_a_former_version_live_again() {
        live("admin@acme", 1).statusCode(200);
        live("admin@acme", 0).statusCode(200).body("live", is(0));

        as("client@acme")
                .get(adapter + "/versions")
                .then()
                .body("items.state", equalTo(List.of("candidate", "retired", "live")));
        assertThat(resolve("any").isBase()).isTrue();
    }

    @Test
    void every_change_is_in_the_audit_log_with_its_reason() {
        live("admin@acme", 1).statusCode(200);
        live("admin@acme", 0).statusCode(200);
        String id = as("client@acme").get(adapter).path("id");

        as("admin@acme")
                .queryParam("noun", "adapter")
                .queryParam("id", id)
                .get("/v1/audit")
                .then()
                .statusCode(200)
                .body("items.action", hasItems("adapter.created", "adapter.promoted", "adapter.rolled_back"))
                .body("items.actor_name", everyItem(is("admin@acme")))
                .body("items.details.reason", hasItem("looks right"));
    }

    @Test
    void promoting_what_is_live_changes_nothing() {
        String etag = live("admin@acme", 1).statusCode(200).extract().header("ETag");

        live("admin@acme", 1).statusCode(200).header("ETag", etag);
    }

    @Test
    void a_version_that_is_not_there_cannot_serve() {
        live("admin@acme", 3).statusCode(422).body("errors[0].field", is("version"));
        live("admin@acme", -1).statusCode(422);
        as("admin@acme").body(Map.of()).put(adapter + "/live").then().statusCode(422);
        canary(7, 10).statusCode(422);
    }

    @Test
    void a_stale_if_match_is_refused() {
        String etag = as("client@acme").get(adapter).header("ETag");
        live("admin@acme", 1).statusCode(200);

        as("admin@acme")
                .header("If-Match", etag)
                .body(Map.of("version", 2))
                .put(adapter + "/live")
                .then()
                .statusCode(412);
    }

    @Test
    void only_admins_direct_traffic() {
        live("client@acme", 1).statusCode(403);
        live("evaluator@acme", 1).statusCode(403);
        live("operator", 1).statusCode(403);
        live("admin@bolt", 1).statusCode(404);
    }

    @Test
    void a_canary_serves_its_share_the_same_way_each_time() {
        live("admin@acme", 1).statusCode(200);
        canary(2, 50).statusCode(200).body("canary.version", is(2)).body("canary.percent", is(50));

        Set<Integer> served = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            ServedVersion version = resolve("seed " + i);
            assertThat(resolve("seed " + i)).isEqualTo(version);
            assertThat(version.canary()).isEqualTo(version.number() == 2);
            served.add(version.number());
        }
        assertThat(served).containsExactlyInAnyOrder(1, 2);
        as("client@acme").get(adapter + "/versions/2").then().body("state", is("canary"));

        as("admin@acme").delete(adapter + "/canary").then().statusCode(200).body("canary", nullValue());
        as("client@acme").get(adapter + "/versions/2").then().body("state", is("candidate"));
        assertThat(resolve("seed 1").number()).isEqualTo(1);
    }

    @Test
    void a_canary_that_is_promoted_is_canary_no_more() {
        canary(2, 10).statusCode(200);

        live("admin@acme", 2).statusCode(200).body("canary", nullValue());
    }

    @Test
    void the_live_version_cannot_be_its_own_canary() {
        canary(0, 10).statusCode(409);
        canary(1, 0).statusCode(422);
        canary(1, 101).statusCode(422);
    }

    @Test
    void an_adapter_that_serves_is_retired_only_on_purpose() {
        live("admin@acme", 1).statusCode(200);

        as("admin@acme").header("If-Match", "*").delete(adapter).then().statusCode(409);
        as("admin@acme")
                .header("If-Match", "*")
                .queryParam("even_if_live", true)
                .delete(adapter)
                .then()
                .statusCode(200);
    }

    @Test
    void with_four_eyes_a_second_admin_confirms() throws Exception {
        fourEyes(true);
        try {
            live("admin@acme", 1)
                    .statusCode(202)
                    .body("live", is(0))
                    .body("pending.version", is(1))
                    .body("pending.requested_by", is("admin@acme"));
            live("admin@acme", 1).statusCode(409);
            assertThat(resolve("any").number()).isZero();

            confirm(second(), 1).statusCode(200).body("live", is(1)).body("pending", nullValue());
        } finally {
            fourEyes(false);
        }
    }

    @Test
    void with_four_eyes_a_rollback_does_not_wait_and_a_request_can_be_withdrawn() throws Exception {
        live("admin@acme", 1).statusCode(200);
        fourEyes(true);
        try {
            live("admin@acme", 2).statusCode(202);
            live("admin@acme", 1).statusCode(200).body("pending", nullValue());
            live("admin@acme", 0).statusCode(200).body("live", is(0));
            live("admin@acme", 1).statusCode(200).body("live", is(1));
        } finally {
            fourEyes(false);
        }
    }

    @Test
    void a_held_version_serves_only_where_somebody_says_why() {
        hold();

        live("admin@acme", 3)
                .statusCode(409)
                .body("type", is("/problems/conflict"))
                .body("detail", startsWith("Version 3 is held: its images of one prompt are 41 % as varied"))
                .body("errors.field", equalTo(List.of("version", "version")));
        canary(3, 10).statusCode(409);
        overriding("live", Map.of("version", 3, "override", Map.of("reason", " ")))
                .statusCode(422)
                .body("errors[0].field", is("override.reason"));
        assertThat(resolve("any").number()).isZero();

        overriding("canary", Map.of("version", 3, "percent", 10, "override", Map.of("reason", "a try")))
                .statusCode(200)
                .body("canary.version", is(3));
        live("admin@acme", 3).statusCode(409);
        overriding("live", Map.of("version", 3, "override", Map.of("reason", "narrow on purpose")))
                .statusCode(200)
                .body("live", is(3));
        live("admin@acme", 0).statusCode(200);
        live("admin@acme", 3).statusCode(200).body("live", is(3));
        as("client@acme")
                .get(adapter + "/versions/3")
                .then()
                .body("state", is("live"))
                .body("held.measure", equalTo(List.of("diversity", "drift")));
        as("admin@acme")
                .queryParam("noun", "version")
                .get("/v1/audit")
                .then()
                .body("items.action", hasItems("version.held", "version.hold_overridden"))
                .body("items.details.reason", hasItems("a try", "narrow on purpose"));
    }

    @Test
    void with_four_eyes_each_of_the_two_overrides_a_hold() throws Exception {
        hold();
        fourEyes(true);
        try {
            overriding("live", Map.of("version", 3, "override", Map.of("reason", "narrow on purpose")))
                    .statusCode(202);
            confirm(second(), 3).statusCode(409).body("detail", containsString("is held"));
        } finally {
            fourEyes(false);
        }
    }

    @Test
    void a_round_goes_on_from_the_newest_version_that_is_not_held() throws Exception {
        hold();

        assertThat(startingPoint()).isEqualTo(2);
        overriding("live", Map.of("version", 3, "override", Map.of("reason", "narrow on purpose")));
        assertThat(startingPoint()).isEqualTo(3);
    }

    private int startingPoint() throws Exception {
        return active.runAs(
                "acme", () -> versions.newestNotHeld(adapters.get(name)).number());
    }

    /** Version 3, which its audit has two things against. */
    private void hold() {
        List<HoldReason> reasons = List.of(new HoldReason("diversity", 0.41, 0.7), new HoldReason("drift", 1.2, 0.8));
        try {
            active.runAs(
                    "acme",
                    () -> versions.publish(NewVersion.ofRound(
                                    adapters.get(name).id(),
                                    "rnd_" + name,
                                    2,
                                    VersionFiles.ofLora(TestLoras.diffusers(base.sites(), 3)),
                                    "{}",
                                    "konomi")
                            .heldFor(reasons)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private ValidatableResponse overriding(String what, Map<String, Object> body) {
        return as("admin@acme").body(body).put(adapter + "/" + what).then();
    }

    private ServedVersion resolve(String key) {
        try {
            return active.runAs("acme", () -> versions.resolve(name, Optional.empty(), key));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private ValidatableResponse live(String user, int version) {
        return as(user).body(Map.of("version", version, "reason", "looks right"))
                .put(adapter + "/live")
                .then();
    }

    private ValidatableResponse confirm(String token, int version) {
        return io.restassured.RestAssured.given()
                .auth()
                .oauth2(token)
                .contentType("application/json")
                .body(Map.of("version", version))
                .put(adapter + "/live")
                .then();
    }

    private static String second() {
        return Tokens.of("second@acme", List.of("acme"), List.of("tenant-admin"));
    }

    private ValidatableResponse canary(int version, int percent) {
        return as("admin@acme")
                .body(Map.of("version", version, "percent", percent))
                .put(adapter + "/canary")
                .then();
    }

    private void fourEyes(boolean wanted) throws Exception {
        active.runAsSystem(() -> {
            try (Connection connection = database.getConnection();
                    PreparedStatement statement =
                            connection.prepareStatement("update tenant set four_eyes = ? where slug = 'acme'")) {
                statement.setBoolean(1, wanted);
                return statement.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
