package dev.konomi.image;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.konomi.adapter.BaseModelSites;
import dev.konomi.adapter.TestLoras;
import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Roles;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a picture's provenance says is what painted it, however versions come and go meanwhile. */
@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@TestProfile(SwapUnderLoadTest.FewAdaptersInMemory.class)
@Tag("server")
class SwapUnderLoadTest {
    private static final List<String> TENANTS = List.of("acme", "bolt");
    private static final int VERSIONS = 3;
    private static final int CLIENTS_PER_TENANT = 4;
    private static final int PICTURES_PER_CLIENT = 6;

    @Inject
    BaseModelSites base;

    @Inject
    BaseModel model;

    private final String adapter = "mugs-" + UUID.randomUUID().toString().substring(0, 8);

    /** Two of six adapters fit, so nearly every request evicts one. */
    public static final class FewAdaptersInMemory implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("konomi.adapter.cache-size", "1200K");
        }
    }

    /** What a client asked, and what it was told and given. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Painted(String tenant, int seed, int version, String digest, byte[] png) {}

    @BeforeEach
    void an_adapter_with_versions_for_each_tenant() {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> given().get("/q/health/ready").statusCode() == 200);
        for (int tenant = 0; tenant < TENANTS.size(); tenant++) {
            String slug = TENANTS.get(tenant);
            TenantQuotas.lift(slug);
            as("admin", slug)
                    .body(Map.of("name", adapter, "title", "Mugs", "prompts", List.of("a mug")))
                    .post("/v1/adapters")
                    .then()
                    .statusCode(201);
            for (int version = 1; version <= VERSIONS; version++) {
                importVersion(slug, 4 << version, 100L * tenant + version);
            }
        }
    }

    private void importVersion(String tenant, int rank, long seed) {
        given().header("Authorization", "Bearer " + Tokens.of("admin@" + tenant))
                .contentType("application/octet-stream")
                .body(LoraFile.writeDiffusers(TestLoras.weights(base.sites(), rank, seed), Map.of()))
                .post("/v1/adapters/" + adapter + "/versions")
                .then()
                .statusCode(201);
    }

    @Test
    void every_picture_comes_from_the_version_that_it_names() throws Exception {
        List<Painted> painted = paintWhileVersionsAreSwapped();

        assertThat(painted).hasSize(TENANTS.size() * CLIENTS_PER_TENANT * PICTURES_PER_CLIENT);
        assertThat(painted.stream().map(Painted::digest).distinct()).hasSizeGreaterThanOrEqualTo(4);
        for (Painted one : painted) {
            Painted alone = paint(one.tenant(), adapter + "@" + one.version(), one.seed(), 3);
            assertThat(alone.digest()).isEqualTo(one.digest());
            // pixels and provenance: the file holds nothing that differs between two paintings
            assertThat(alone.png())
                    .as("seed %d of %s", one.seed(), one.tenant())
                    .isEqualTo(one.png());
        }
        Painted first = painted.get(0);
        int other = first.version() % VERSIONS + 1;
        assertThat(paint(first.tenant(), adapter + "@" + other, first.seed(), 3).png())
                .isNotEqualTo(first.png());
    }

    private List<Painted> paintWhileVersionsAreSwapped() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(TENANTS.size() * CLIENTS_PER_TENANT);
        List<CompletableFuture<List<Painted>>> running = new ArrayList<>();
        TENANTS.forEach(tenant -> promote(tenant, 1));
        for (String tenant : TENANTS) {
            for (int client = 0; client < CLIENTS_PER_TENANT; client++) {
                int firstSeed = 1000 * client;
                running.add(CompletableFuture.supplyAsync(() -> paintSome(tenant, firstSeed), clients));
            }
        }
        for (int swap = 0; running.stream().anyMatch(client -> !client.isDone()); swap++) {
            promote(TENANTS.get(swap % TENANTS.size()), 1 + swap % VERSIONS);
        }
        List<Painted> painted = new ArrayList<>();
        for (CompletableFuture<List<Painted>> client : running) {
            painted.addAll(client.get());
        }
        clients.shutdown();
        return painted;
    }

    private List<Painted> paintSome(String tenant, int firstSeed) {
        List<Painted> some = new ArrayList<>();
        for (int i = 0; i < PICTURES_PER_CLIENT; i++) {
            some.add(paint(tenant, adapter, firstSeed + i, 3));
        }
        return some;
    }

    @Test
    void a_promoted_version_takes_the_next_request_and_running_ones_end_as_they_began() throws Exception {
        promote("acme", 1);
        CompletableFuture<Painted> running = CompletableFuture.supplyAsync(() -> paint("acme", adapter, 7, 60));
        await().until(() -> model.loop().queued() > 0);

        promote("acme", 2);
        Painted next = paint("acme", adapter, 7, 3);

        assertThat(next.version()).isEqualTo(2);
        assertThat(running.get().version()).isEqualTo(1);
        assertThat(running.get().png())
                .isEqualTo(paint("acme", adapter + "@1", 7, 60).png());
        assertThat(next.png()).isEqualTo(paint("acme", adapter + "@2", 7, 3).png());
    }

    /** Where the tenant wants four eyes, a second admin agrees. */
    private void promote(String tenant, int version) {
        for (String admin : List.of("admin@", "second-admin@")) {
            String token = Tokens.of(admin + tenant, List.of(tenant), List.of(Roles.TENANT_ADMIN));
            int status = given().header("Authorization", "Bearer " + token)
                    .contentType(ContentType.JSON)
                    .body(Map.of("version", version))
                    .put("/v1/adapters/" + adapter + "/live")
                    .statusCode();
            if (status == 200) {
                return;
            }
            assertThat(status).isEqualTo(202);
        }
        throw new AssertionError("two admins agreed, and version " + version + " is not live");
    }

    private static Painted paint(String tenant, String model, int seed, int steps) {
        Response answer = as("client", tenant)
                .body(Map.of("model", model, "prompt", "a mug", "seed", seed, "steps", steps, "size", "64x64"))
                .post("/v1/images/generations");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return new Painted(
                tenant,
                seed,
                Integer.parseInt(answer.header("Konomi-Adapter-Version")),
                answer.header("Konomi-Adapter-Digest"),
                Base64.getDecoder().decode(answer.<String>path("data[0].b64_json")));
    }

    private static RequestSpecification as(String role, String tenant) {
        return given().header("Authorization", "Bearer " + Tokens.of(role + "@" + tenant))
                .contentType(ContentType.JSON);
    }
}
