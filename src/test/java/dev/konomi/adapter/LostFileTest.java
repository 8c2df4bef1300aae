package dev.konomi.adapter;

import static dev.konomi.adapter.AdapterApiTest.as;
import static dev.konomi.adapter.AdapterApiTest.create;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;

import dev.konomi.tenant.EmbeddedServices;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The object store answers, but a version's file in it is damaged or gone. */
@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class LostFileTest {
    private static final String ADAPTER = "fragile";
    private static final String VERSIONS = "/v1/adapters/" + ADAPTER + "/versions";
    private static final Path STORE = EmbeddedServices.DATA.resolve("artefacts").resolve("konomi-acme");

    @Inject
    BaseModelSites base;

    @Test
    void a_version_whose_file_is_lost_is_refused_by_name_and_the_others_paint() throws IOException {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> as("client@acme").get("/q/health/ready").statusCode() == 200);
        create(ADAPTER);
        importOf(1);
        importOf(2);
        importOf(3);

        Files.writeString(loraOf(1), "damaged");
        Files.delete(loraOf(2));

        paint("@1")
                .statusCode(409)
                .body("error.message", allOf(containsString("no longer"), containsString("versions/1/")));
        paint("@2")
                .statusCode(409)
                .body("error.message", allOf(containsString("missing"), containsString("versions/2/")));
        paint("@3").statusCode(200);
        as("admin@acme").get(VERSIONS + "/1/lora.safetensors").then().statusCode(409);
    }

    private static ValidatableResponse paint(String version) {
        return as("client@acme")
                .contentType("application/json")
                .body(Map.of("model", ADAPTER + version, "prompt", "a mug", "steps", 2, "size", "64x64"))
                .post("/v1/images/generations")
                .then();
    }

    private void importOf(long seed) {
        as("admin@acme")
                .contentType("application/octet-stream")
                .body(TestLoras.diffusers(base.sites(), seed))
                .post(VERSIONS)
                .then()
                .statusCode(201);
    }

    private static Path loraOf(int version) throws IOException {
        try (Stream<Path> files = Files.walk(STORE)) {
            return files.filter(file -> file.toString().contains("/" + ADAPTER + "/versions/" + version + "/"))
                    .filter(file -> file.getFileName().toString().contains("lora"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no LoRA file of version " + version));
        }
    }
}
