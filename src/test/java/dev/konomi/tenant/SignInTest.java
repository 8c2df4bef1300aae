package dev.konomi.tenant;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class SignInTest {
    @Test
    void the_local_issuer_gives_a_demo_user_a_token_that_is_accepted() {
        String token = given().formParam("grant_type", "password")
                .formParam("username", "evaluator@acme")
                .formParam("password", "demo")
                .formParam("client_id", "konomi")
                .post("/auth/token")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("token_type", equalTo("Bearer"))
                .body("expires_in", equalTo(3600))
                .extract()
                .path("access_token");

        who("evaluator", token)
                .statusCode(200)
                .body("tenant", equalTo("acme"))
                .body("active_tenant", equalTo("acme"))
                .body("subject", equalTo("local:evaluator@acme"))
                .body("name", equalTo("evaluator@acme"))
                .body("roles", contains("client", "evaluator"));
    }

    @ParameterizedTest
    @CsvSource({
        "client@acme, client, 200",
        "client@acme, evaluator, 403",
        "client@acme, admin, 403",
        "evaluator@bolt, client, 200",
        "evaluator@bolt, admin, 403",
        "admin@bolt, client, 200",
        "admin@bolt, evaluator, 200",
        "admin@bolt, admin, 200",
        "operator, client, 403",
        "operator, admin, 403"
    })
    void a_role_contains_the_smaller_ones_and_the_operator_stands_apart(String user, String wanted, int status) {
        who(wanted, Tokens.of(user)).statusCode(status);
    }

    @Test
    void a_token_without_organisation_is_refused_with_the_reason() {
        who("client", Tokens.withoutOrganisation())
                .statusCode(403)
                .body("detail", startsWith("The token names no organisation."));
    }

    @Test
    void a_token_of_several_organisations_is_refused_with_the_reason() {
        who("client", Tokens.ofSeveralOrganisations())
                .statusCode(403)
                .body("detail", startsWith("The token names 2 organisations"));
    }

    @Test
    void a_token_of_an_organisation_that_is_no_tenant_is_refused_with_the_reason() {
        who("client", Tokens.ofUnknownOrganisation())
                .statusCode(403)
                .body("detail", containsString("not a tenant here"));
    }

    @Test
    void a_token_without_a_role_of_konomi_is_refused() {
        who("client", Tokens.withoutRole()).statusCode(403);
    }

    @Test
    void the_operator_has_no_tenant_to_work_for() {
        who("tenant-of-operator", Tokens.of("operator"))
                .statusCode(403)
                .body("detail", containsString("belongs to none"));
    }

    @Test
    void the_organisation_may_come_as_keycloak_writes_it_with_details() {
        who("client", Tokens.withOrganisationAsObject()).statusCode(200).body("tenant", equalTo("acme"));
    }

    @Test
    void a_request_without_token_is_asked_for_one() {
        given().get("/test/who/client").then().statusCode(401).header("WWW-Authenticate", startsWith("Bearer"));
    }

    @Test
    void expired_foreign_and_forged_tokens_are_refused(@TempDir Path elsewhere) {
        who("client", Tokens.expired()).statusCode(401);
        who("client", Tokens.forAnotherAudience()).statusCode(401);
        who("client", Tokens.ofAnotherIssuer()).statusCode(401);
        who("client", Tokens.forged(elsewhere)).statusCode(401);
        who("client", "not.a.token").statusCode(401);
    }

    @Test
    void a_wrong_password_an_unknown_user_and_another_grant_get_no_token() {
        refusedGrant("password", "client@acme", "wrong", "invalid_grant");
        refusedGrant("password", "mallory", "demo", "invalid_grant");
        refusedGrant("client_credentials", "client@acme", "demo", "unsupported_grant_type");
    }

    @Test
    void a_guesser_has_to_wait_while_others_still_sign_in() {
        for (int i = 0; i < GuessGuard.FREE_TRIES; i++) {
            refusedGrant("password", "guessed", "guess" + i, "invalid_grant");
        }

        int seconds = given().formParam("grant_type", "password")
                .formParam("username", "guessed")
                .formParam("password", "demo")
                .post("/auth/token")
                .then()
                .statusCode(429)
                .extract()
                .response()
                .headers()
                .getValue("Retry-After")
                .transform(Integer::parseInt);

        assertThat(seconds).isBetween(1, 30);
        given().formParam("grant_type", "password")
                .formParam("username", "client@bolt")
                .formParam("password", "demo")
                .post("/auth/token")
                .then()
                .statusCode(200);
    }

    @Test
    void a_token_request_that_is_no_form_is_refused() {
        given().contentType("application/json")
                .body("{}")
                .post("/auth/token")
                .then()
                .statusCode(415);
    }

    @Test
    void anybody_may_ask_where_to_sign_in() {
        given().get("/auth/info")
                .then()
                .statusCode(200)
                .body("local_issuer", equalTo(true))
                .body("token_url", equalTo("/auth/token"))
                .body("client_id", equalTo("konomi"));
    }

    private static void refusedGrant(String grant, String user, String password, String error) {
        given().formParam("grant_type", grant)
                .formParam("username", user)
                .formParam("password", password)
                .post("/auth/token")
                .then()
                .statusCode(400)
                .body("error", equalTo(error));
    }

    private static ValidatableResponse who(String wanted, String token) {
        return given().auth().oauth2(token).get("/test/who/" + wanted).then();
    }
}
