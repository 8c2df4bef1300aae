package dev.konomi.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class IdempotencyTest {
    private static final String THINGS = "/v1/test-only/things";

    private final String key = UUID.randomUUID().toString();

    @Inject
    IdempotencyKeys keys;

    @Test
    void a_repeated_request_is_answered_again_and_done_once() {
        Response first = make("client@acme", "a mug");
        int made = TestOnlyResource.MADE.get();

        Response again = make("client@acme", "a mug");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("ETag")).isEqualTo("\"1\"");
        assertThat(again.contentType()).isEqualTo(first.contentType());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
        assertThat(TestOnlyResource.MADE).hasValue(made);
    }

    @Test
    void a_key_belongs_to_its_caller_and_tenant() {
        String mine = make("client@acme", "a mug").header("Location");

        assertThat(make("evaluator@acme", "a mug").header("Location")).isNotEqualTo(mine);
        assertThat(make("client@bolt", "a mug").header("Location")).isNotEqualTo(mine);
    }

    @Test
    void the_same_key_with_another_body_is_refused() {
        make("client@acme", "a mug");

        Response other = make("client@acme", "a chair");

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.jsonPath().getString("errors[0].field")).isEqualTo("Idempotency-Key");
    }

    @Test
    void a_refused_request_gives_its_key_back() {
        assertThat(make("client@acme", "nothing").statusCode()).isEqualTo(409);
        assertThat(make("client@acme", "a mug").statusCode()).isEqualTo(201);
    }

    @Test
    void a_repeat_while_the_first_is_in_flight_has_to_wait() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        TestOnlyResource.gate = gate;
        CompletableFuture<Response> first = CompletableFuture.supplyAsync(() -> make("client@acme", "a mug"));
        try {
            Awaitility.await().until(() -> rows("held_until > now() and status is null") == 1);

            Response second = make("client@acme", "a mug");

            assertThat(second.statusCode()).isEqualTo(409);
            assertThat(second.header("Retry-After")).isEqualTo("1");
        } finally {
            gate.countDown();
        }
        assertThat(first.get().statusCode()).isEqualTo(201);
        assertThat(make("client@acme", "a mug").header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void a_holder_that_died_without_effect_is_followed_by_the_next() throws Exception {
        make("client@acme", "a mug");
        OwnerDatabase.execute(
                "update idempotency_key set status = null, effect = null, held_until = now() - interval '1 second'"
                        + " where key = '" + key + "'");
        int made = TestOnlyResource.MADE.get();

        assertThat(make("client@acme", "a mug").statusCode()).isEqualTo(201);
        assertThat(TestOnlyResource.MADE).hasValue(made + 1);
    }

    @Test
    void a_holder_that_died_after_its_change_is_not_repeated() throws Exception {
        make("client@acme", "a mug");
        OwnerDatabase.execute(
                "update idempotency_key set status = null, held_until = now() - interval '1 second' where key = '" + key
                        + "'");
        int made = TestOnlyResource.MADE.get();

        Response again = make("client@acme", "a mug");

        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.jsonPath().getString("detail")).contains("thing a mug");
        assertThat(TestOnlyResource.MADE).hasValue(made);
    }

    @Test
    void a_sign_of_life_keeps_a_key_held() throws Exception {
        make("client@acme", "a mug");
        OwnerDatabase.execute(
                "update idempotency_key set held_until = now() - interval '1 second' where key = '" + key + "'");

        keys.prolong(java.util.List.of(holder()));

        assertThat(rows("held_until > now()")).isEqualTo(1);
    }

    @Test
    void answers_are_forgotten_after_a_day() throws Exception {
        make("client@acme", "a mug");
        OwnerDatabase.execute(
                "update idempotency_key set created_at = now() - interval '25 hours' where key = '" + key + "'");

        assertThat(make("client@acme", "a chair").statusCode()).isEqualTo(201);

        OwnerDatabase.execute(
                "update idempotency_key set created_at = now() - interval '25 hours' where key = '" + key + "'");
        keys.forgetOld();
        assertThat(rows("true")).isZero();
    }

    @Test
    void a_malformed_key_and_a_caller_without_token_are_refused() throws Exception {
        assertThat(given().header("Idempotency-Key", "two words")
                        .auth()
                        .oauth2(Tokens.of("client@acme"))
                        .contentType("application/json")
                        .body("{\"what\":\"a mug\"}")
                        .post(THINGS)
                        .statusCode())
                .isEqualTo(400);
        assertThat(given().header("Idempotency-Key", key)
                        .contentType("application/json")
                        .body("{\"what\":\"a mug\"}")
                        .post(THINGS)
                        .statusCode())
                .isEqualTo(401);
        assertThat(rows("true")).isZero();
    }

    private Response make(String who, String what) {
        return given().auth()
                .oauth2(Tokens.of(who))
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body("{\"what\":\"" + what + "\"}")
                .post(THINGS);
    }

    private UUID holder() throws SQLException {
        return OwnerDatabase.one("select holder from idempotency_key where key = '" + key + "'", UUID.class);
    }

    private long rows(String condition) throws SQLException {
        return OwnerDatabase.one(
                "select count(*) from idempotency_key where key = '" + key + "' and " + condition, Long.class);
    }
}
