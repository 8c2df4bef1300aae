package dev.konomi.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The MinIO client against an S3 server inside this process. */
class S3ProxyArtefactStoreTest extends ArtefactStoreContract {

    private static S3ProxyServer server;
    private static MinioArtefactStore store;

    @BeforeAll
    static void start() throws Exception {
        server = S3ProxyServer.start();
        store = MinioArtefactStore.connect(server.connection());
    }

    @AfterAll
    static void stop() throws Exception {
        store.close();
        server.close();
    }

    @Override
    protected ArtefactStore store() {
        return store;
    }

    @Override
    protected void tamper(String tenant, String key, byte[] bytes) throws Exception {
        MinioClient client = MinioClient.builder()
                .endpoint(server.endpoint())
                .region("us-east-1")
                .credentials(server.accessKey(), server.secretKey())
                .build();
        client.putObject(PutObjectArgs.builder()
                .bucket("konomi-" + tenant)
                .object(key)
                .data(bytes, bytes.length)
                .build());
    }

    @Test
    void a_stopped_server_is_unavailable_and_recovers_by_itself() throws Exception {
        ArtefactRef ref = store.put(acme, "a/b", bytes(1, 1000));
        server.stop();
        try {
            assertThatThrownBy(() -> store.get(acme, "a/b", ref.sha256()))
                    .isInstanceOfSatisfying(
                            ArtefactUnavailableException.class,
                            e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(5)))
                    .hasMessageContaining("a/b");
            assertThatThrownBy(() -> store.put(acme, "c", bytes(2, 10)))
                    .isInstanceOf(ArtefactUnavailableException.class);
            assertThatThrownBy(store::check).isInstanceOf(ArtefactUnavailableException.class);
        } finally {
            server.restart();
        }

        assertThat(store.get(acme, "a/b", ref.sha256())).isEqualTo(bytes(1, 1000));
        store.put(acme, "c", bytes(2, 10));
        assertThat(store.list(acme, "")).containsExactly("a/b", "c");
    }

    @Test
    void wrong_credentials_are_refused_at_once_and_named() {
        MinioConnection right = server.connection();
        MinioConnection wrong = new MinioConnection(
                right.endpoint(),
                right.accessKey(),
                "another-secret",
                right.region(),
                false,
                right.narrowedFor(),
                right.connectTimeout(),
                right.transferTimeout(),
                3,
                Duration.ofMinutes(10),
                right.retryAfter());

        try (MinioArtefactStore refused = MinioArtefactStore.connect(wrong)) {
            assertThatThrownBy(() -> refused.put(acme, "a", new byte[1]))
                    .isInstanceOf(ArtefactUnavailableException.class)
                    .hasMessageContaining("SignatureDoesNotMatch");
        }
    }

    @Test
    void a_connection_hides_its_secret() {
        assertThat(server.connection().toString()).doesNotContain(server.secretKey());
    }
}
