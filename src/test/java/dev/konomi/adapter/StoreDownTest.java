package dev.konomi.adapter;

import static dev.konomi.adapter.AdapterApiTest.as;
import static dev.konomi.adapter.AdapterApiTest.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.konomi.artefact.S3ProxyServer;
import dev.konomi.tenant.EmbeddedServices;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The object store is an S3 server that goes away and comes back. */
@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@WithTestResource(StoreDownTest.Store.class)
@Tag("server")
class StoreDownTest {

    @Inject
    BaseModelSites base;

    @Test
    void without_the_object_store_callers_are_told_when_to_come_back_and_nothing_is_lost() {
        create("mugs");
        String versions = "/v1/adapters/mugs/versions";
        importOf(1).then().statusCode(201);
        byte[] exported = as("admin@acme").get(versions + "/1/lora.safetensors").asByteArray();

        Store.server.stop();
        try {
            importOf(2).then().statusCode(503).header("Retry-After", is("5"));
            as("admin@acme")
                    .get(versions + "/1/lora.safetensors")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", is("5"))
                    .contentType("application/problem+json");
            as("client@acme").get(versions).then().statusCode(200).body("items", hasSize(2));
            as("operator").get("/q/health/well").then().statusCode(503);
        } finally {
            Store.server.restart();
        }

        assertThat(as("admin@acme").get(versions + "/1/lora.safetensors").asByteArray())
                .isEqualTo(exported);
        importOf(2).then().statusCode(201).body("number", is(2));
    }

    private Response importOf(long seed) {
        return as("admin@acme")
                .contentType("application/octet-stream")
                .body(TestLoras.diffusers(base.sites(), seed))
                .post("/v1/adapters/mugs/versions");
    }

    /** Points the application at an S3 server of this test. */
    public static final class Store implements QuarkusTestResourceLifecycleManager {

        static S3ProxyServer server;

        @Override
        public Map<String, String> start() {
            server = S3ProxyServer.start();
            return Map.of(
                    "konomi.artefact.endpoint", server.endpoint(),
                    "konomi.artefact.access-key", server.accessKey(),
                    "konomi.artefact.secret-key", server.secretKey(),
                    "konomi.artefact.first-pause", "20ms");
        }

        @Override
        public void stop() {
            server.close();
        }
    }
}
