package dev.konomi.adapter;

import static dev.konomi.adapter.AdapterApiTest.as;
import static dev.konomi.adapter.AdapterApiTest.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.konomi.artefact.Sha256;
import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class VersionApiTest {

    private static final String OCTETS = "application/octet-stream";

    @Inject
    BaseModelSites base;

    private final String name = "mugs-" + UUID.randomUUID().toString().substring(0, 8);
    private final String versions = "/v1/adapters/" + name + "/versions";

    @BeforeEach
    void an_adapter() {
        Quota.lift();
        create(name);
    }

    @Test
    void an_imported_lora_becomes_a_candidate() {
        byte[] lora = TestLoras.diffusers(base.sites(), 1);

        importOf(lora)
                .statusCode(201)
                .header("Location", endsWith(versions + "/1"))
                .body("number", is(1))
                .body("state", is("candidate"))
                .body("origin", is("import"))
                .body("imported_from", is("teal.safetensors"))
                .body("rank", is(4))
                .body("files.name", equalTo(List.of("lora.safetensors", "manifest.json")));

        as("client@acme").get(versions + "/1").then().statusCode(200).body("number", is(1));
        as("client@acme")
                .get("/v1/adapters/" + name)
                .then()
                .body("newest", is(1))
                .body("live", is(0));
        as("evaluator@acme").get(versions + "/1/report").then().statusCode(404);
    }

    @Test
    void a_form_imports_as_the_body_does() {
        as("admin@acme")
                .contentType("multipart/form-data")
                .multiPart("file", "kohya.safetensors", TestLoras.kohya(base.sites(), 2), OCTETS)
                .post(versions)
                .then()
                .statusCode(201)
                .body("imported_from", is("kohya.safetensors"))
                .body("rank", is(4));
        as("admin@acme")
                .contentType("multipart/form-data")
                .multiPart("other", "x")
                .post(versions)
                .then()
                .statusCode(422)
                .body("errors[0].field", is("file"));
    }

    @Test
    void an_exported_lora_is_what_was_imported_in_either_form() {
        importOf(TestLoras.diffusers(base.sites(), 3)).statusCode(201);
        LoraWeights expected = TestLoras.weights(base.sites(), 4, 3);
        String digest = as("client@acme").get(versions + "/1").path("digest");

        var diffusers = as("admin@acme").get(versions + "/1/lora.safetensors");
        diffusers
                .then()
                .statusCode(200)
                .contentType(OCTETS)
                .header("ETag", '"' + digest + '"')
                .header("Content-Disposition", "attachment; filename=\"" + name + "-v1.safetensors\"");
        byte[] bytes = diffusers.asByteArray();
        assertThat(Sha256.of(bytes)).isEqualTo(digest);
        assertSame(bytes, expected);

        var kohya = as("admin@acme").queryParam("format", "kohya").get(versions + "/1/lora.safetensors");
        kohya.then().statusCode(200).header("ETag", '"' + digest + "-kohya\"");
        assertSame(kohya.asByteArray(), expected);
        assertThat(SafetensorsFile.parse(kohya.asByteArray(), "kohya").entries().firstKey())
                .startsWith("lora_unet_");
    }

    @Test
    void a_caller_who_has_the_file_gets_it_not_again() {
        importOf(TestLoras.diffusers(base.sites(), 4)).statusCode(201);
        String etag = as("admin@acme").get(versions + "/1/lora.safetensors").header("ETag");

        as("admin@acme")
                .header("If-None-Match", etag)
                .get(versions + "/1/lora.safetensors")
                .then()
                .statusCode(304);
    }

    @Test
    void the_base_model_has_no_lora_file_and_no_report() {
        as("admin@acme").get(versions + "/0/lora.safetensors").then().statusCode(404);
        as("evaluator@acme").get(versions + "/0/report").then().statusCode(404);
    }

    @Test
    void an_unknown_form_is_refused() {
        importOf(TestLoras.diffusers(base.sites(), 5)).statusCode(201);

        as("admin@acme")
                .queryParam("format", "zip")
                .get(versions + "/1/lora.safetensors")
                .then()
                .statusCode(422)
                .body("errors[0].field", is("format"));
    }

    @Test
    void weights_leave_with_admins_of_their_tenant_alone() {
        importOf(TestLoras.diffusers(base.sites(), 6)).statusCode(201);

        as("client@acme").get(versions + "/1/lora.safetensors").then().statusCode(403);
        as("evaluator@acme").get(versions + "/1/lora.safetensors").then().statusCode(403);
        as("operator").get(versions + "/1/lora.safetensors").then().statusCode(403);
        as("admin@bolt").get(versions + "/1/lora.safetensors").then().statusCode(404);
        as("admin@bolt").get(versions + "/1").then().statusCode(404);
        as("admin@bolt").get(versions).then().statusCode(404);
        as("admin@bolt")
                .body(Map.of("version", 1))
                .put("/v1/adapters/" + name + "/live")
                .then()
                .statusCode(404);
        as("admin@bolt")
                .contentType(OCTETS)
                .body(TestLoras.diffusers(base.sites(), 6))
                .post(versions)
                .then()
                .statusCode(404);
        as("evaluator@acme")
                .contentType(OCTETS)
                .body(TestLoras.diffusers(base.sites(), 6))
                .post(versions)
                .then()
                .statusCode(403);
    }

    static Stream<Arguments> damaged() {
        return Stream.of(
                Arguments.of(
                        "a truncated file", damage(lora -> Arrays.copyOf(lora, lora.length - 10)), "teal.safetensors"),
                Arguments.of("a header longer than the file", damage(VersionApiTest::longHeader), "teal.safetensors"),
                Arguments.of("nothing", damage(lora -> new byte[0]), "teal.safetensors"),
                Arguments.of("an unknown site", made(TestLoras::ofUnknownSite), "attic"),
                Arguments.of("mixed ranks", made(TestLoras::ofMixedRanks), "rank"),
                Arguments.of("a value that is no number", made(TestLoras::ofNotANumber), "NaN"),
                Arguments.of(
                        "overlapping offsets",
                        made(sites -> safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}")),
                        "teal.safetensors"),
                Arguments.of("no tensor", made(sites -> safetensors("{}")), "teal.safetensors"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damaged")
    void a_file_that_does_not_fit_is_refused_with_its_reason(
            String what, Function<Collection<LoraSiteShape>, byte[]> make, String named) {
        importOf(make.apply(base.sites()))
                .statusCode(422)
                .body("detail", containsString("teal.safetensors"))
                .body("detail", containsString(named))
                .body("errors[0].field", is("file"));

        as("client@acme").get(versions).then().body("items", hasSize(1));
    }

    @Test
    void a_picture_is_no_lora() {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};

        importOf(png).statusCode(415).body("detail", containsString("PNG"));
        as("admin@acme")
                .contentType("multipart/form-data")
                .multiPart("file", "mug.png", png, "image/png")
                .post(versions)
                .then()
                .statusCode(415);
        as("admin@acme")
                .contentType("image/png")
                .body(png)
                .post(versions)
                .then()
                .statusCode(415);
        as("admin@acme").body(Map.of("a", 1)).post(versions).then().statusCode(415);
    }

    @Test
    void a_file_over_the_limit_is_refused() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + versions))
                .header("Authorization", Tokens.bearer("admin@acme"))
                .header("Content-Type", OCTETS)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[(64 << 20) + 1]))
                .build();

        HttpResponse<String> refusal = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(refusal.statusCode()).isEqualTo(413);
        assertThat(refusal.body()).contains("67108864 bytes");
    }

    @Test
    void versions_are_listed_from_the_newest_down() {
        for (int seed = 0; seed < 3; seed++) {
            importOf(TestLoras.diffusers(base.sites(), seed)).statusCode(201);
        }

        String cursor = as("client@acme")
                .queryParam("limit", 2)
                .get(versions)
                .then()
                .statusCode(200)
                .body("items.number", equalTo(List.of(3, 2)))
                .extract()
                .path("next_cursor");
        as("client@acme")
                .queryParam("limit", 2)
                .queryParam("cursor", cursor)
                .get(versions)
                .then()
                .body("items.number", equalTo(List.of(1, 0)))
                .body("next_cursor", nullValue());
    }

    private ValidatableResponse importOf(byte[] lora) {
        return as("admin@acme")
                .contentType(OCTETS)
                .queryParam("file_name", "teal.safetensors")
                .body(lora)
                .post(versions)
                .then();
    }

    private void assertSame(byte[] file, LoraWeights expected) {
        LoraWeights found = LoraFile.read(SafetensorsFile.parse(file, "exported"), base.sites());
        assertThat(found.rank()).isEqualTo(expected.rank());
        assertThat(found.scale()).isEqualTo(expected.scale());
        assertThat(found.sites().keySet()).isEqualTo(expected.sites().keySet());
        expected.sites().forEach((site, pair) -> {
            assertThat(found.sites().get(site).a().f32()).isEqualTo(pair.a().f32());
            assertThat(found.sites().get(site).b().f32()).isEqualTo(pair.b().f32());
        });
    }

    private static Function<Collection<LoraSiteShape>, byte[]> damage(Function<byte[], byte[]> change) {
        return sites -> change.apply(TestLoras.diffusers(sites, 9));
    }

    private static Function<Collection<LoraSiteShape>, byte[]> made(Function<Collection<LoraSiteShape>, byte[]> make) {
        return make;
    }

    private static byte[] longHeader(byte[] lora) {
        byte[] lying = lora.clone();
        lying[3] = 0x7f;
        return lying;
    }

    private static byte[] safetensors(String header) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int i = 0; i < 8; i++) {
            file.write(i < 4 ? json.length >>> (8 * i) : 0);
        }
        file.writeBytes(json);
        file.writeBytes(new byte[6]);
        return file.toByteArray();
    }
}
