package dev.konomi.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.errors.ErrorResponseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The MinIO client against a real MinIO server, with credentials narrowed to each tenant's bucket. */
@Tag("process")
@EnabledIf(
        value = "dev.konomi.artefact.MinioServerArtefactStoreTest#serverIsHere",
        disabledReason = "no MinIO program: name one in -Dkonomi.minio.binary or KONOMI_MINIO_BINARY")
class MinioServerArtefactStoreTest extends ArtefactStoreContract {

    @TempDir
    static Path folder;

    private static MinioServer server;
    private static MinioArtefactStore store;

    static boolean serverIsHere() {
        boolean here = MinioServer.binary().isPresent();
        if (!here) {
            System.out.println("left out: the artefact store's contract, isolation and kill -9 against a real MinIO"
                    + " server; name its program in -Dkonomi.minio.binary or KONOMI_MINIO_BINARY");
        }
        return here;
    }

    @BeforeAll
    static void start() throws Exception {
        server = MinioServer.start(folder);
        store = MinioArtefactStore.connect(server.connection(true));
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    @Override
    protected ArtefactStore store() {
        return store;
    }

    @Override
    protected void tamper(String tenant, String key, byte[] bytes) throws Exception {
        try (TenantClients clients = new TenantClients(server.connection(false))) {
            clients.service()
                    .putObject(PutObjectArgs.builder()
                            .bucket("konomi-" + tenant)
                            .object(key)
                            .data(bytes, bytes.length)
                            .build());
        }
    }

    @Test
    void a_tenants_credentials_open_no_other_bucket() throws Exception {
        store.put("iso-acme", "mine", bytes(1, 10));
        store.put("iso-bolt", "secret", bytes(2, 10));

        try (TenantClients clients = new TenantClients(server.connection(true))) {
            MinioClient acmes = clients.of("iso-acme");
            assertThat(acmes.getObject(GetObjectArgs.builder()
                                    .bucket("konomi-iso-acme")
                                    .object("mine")
                                    .build())
                            .readAllBytes())
                    .hasSize(10);

            assertRefused(() -> acmes.getObject(GetObjectArgs.builder()
                    .bucket("konomi-iso-bolt")
                    .object("secret")
                    .build()));
            assertRefused(() -> acmes.putObject(PutObjectArgs.builder()
                    .bucket("konomi-iso-bolt")
                    .object("planted")
                    .data(new byte[1], 1)
                    .build()));
            assertRefused(() -> acmes.listObjects(
                            ListObjectsArgs.builder().bucket("konomi-iso-bolt").build())
                    .iterator()
                    .next()
                    .get());
        }
    }

    @Test
    void a_stopped_server_is_unavailable_and_recovers_by_itself() throws Exception {
        ArtefactRef ref = store.put(acme, "a/b", bytes(1, 1000));
        server.kill();
        try {
            assertThatThrownBy(() -> store.get(acme, "a/b", ref.sha256()))
                    .isInstanceOf(ArtefactUnavailableException.class);
        } finally {
            server.restart();
        }

        assertThat(store.get(acme, "a/b", ref.sha256())).isEqualTo(bytes(1, 1000));
    }

    @Test
    void a_killed_server_loses_nothing_that_it_acknowledged() throws Exception {
        List<ArtefactRef> acknowledged = new ArrayList<>();
        CountDownLatch warm = new CountDownLatch(20);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; ; i++) {
                try {
                    acknowledged.add(store.put(acme, "rounds/r1/images/" + i + ".png", bytes(i, 20_000)));
                    warm.countDown();
                } catch (ArtefactUnavailableException killed) {
                    return;
                }
            }
        });
        warm.await();

        server.kill();
        writer.join();
        server.restart();

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(20);
        for (ArtefactRef ref : acknowledged) {
            assertThat(store.get(acme, ref.key(), ref.sha256())).hasSize(20_000);
        }
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        e -> assertThat(e.errorResponse().code()).isEqualTo("AccessDenied"));
    }
}
