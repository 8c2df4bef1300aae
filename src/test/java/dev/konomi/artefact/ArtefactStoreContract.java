package dev.konomi.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every artefact store must do; each implementation runs these tests. */
abstract class ArtefactStoreContract {

    private static final String KEY = "adapters/teal-mugs/versions/1/lora.safetensors";

    /** A tenant of its own for every test, so that stores may outlive a test. */
    protected final String acme = "acme-" + UUID.randomUUID().toString().substring(0, 8);

    private final String bolt = "bolt-" + UUID.randomUUID().toString().substring(0, 8);

    protected abstract ArtefactStore store();

    /** Changes the stored bytes behind the store's back. */
    protected abstract void tamper(String tenant, String key, byte[] bytes) throws Exception;

    static Stream<byte[]> contents() {
        return Stream.of(new byte[0], bytes(1, 1), bytes(2, 1 << 16), bytes(3, (5 << 20) + 7));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void what_was_put_comes_back(byte[] bytes) {
        ArtefactRef ref = store().put(acme, KEY, bytes);

        assertThat(ref).isEqualTo(new ArtefactRef(KEY, Sha256.of(bytes), bytes.length));
        assertThat(store().get(acme, KEY, ref.sha256())).isEqualTo(bytes);
        assertThat(store().exists(acme, KEY)).isTrue();
    }

    @Test
    void putting_the_same_bytes_again_changes_nothing() {
        byte[] bytes = bytes(4, 1000);

        ArtefactRef first = store().put(acme, KEY, bytes);
        ArtefactRef second = store().put(acme, KEY, bytes);

        assertThat(second).isEqualTo(first);
        assertThat(store().list(acme, "")).containsExactly(KEY);
    }

    @Test
    void other_bytes_replace_the_object() {
        ArtefactRef old = store().put(acme, KEY, bytes(5, 1000));
        ArtefactRef fresh = store().put(acme, KEY, bytes(6, 1000));

        assertThat(store().get(acme, KEY, fresh.sha256())).isEqualTo(bytes(6, 1000));
        assertThatThrownBy(() -> store().get(acme, KEY, old.sha256())).isInstanceOf(ArtefactCorruptException.class);
    }

    @Test
    void changed_bytes_are_never_handed_out() throws Exception {
        ArtefactRef ref = store().put(acme, KEY, bytes(7, 1000));
        byte[] changed = bytes(7, 1000);
        changed[500] ^= 1;

        tamper(acme, KEY, changed);

        assertThatThrownBy(() -> store().get(acme, KEY, ref.sha256()))
                .isInstanceOf(ArtefactCorruptException.class)
                .hasMessageContaining(KEY)
                .hasMessageContaining(ref.sha256())
                .hasMessageContaining(Sha256.of(changed));
    }

    @Test
    void what_was_never_put_is_not_found() {
        String digest = Sha256.of(new byte[0]);
        store().ensureTenant(acme);

        assertThat(store().exists(acme, KEY)).isFalse();
        assertThatThrownBy(() -> store().get(acme, KEY, digest))
                .isInstanceOf(ArtefactNotFoundException.class)
                .hasMessageContaining(KEY);
    }

    @Test
    void a_tenant_without_a_container_has_nothing() {
        assertThat(store().exists(acme, KEY)).isFalse();
        assertThat(store().list(acme, "")).isEmpty();
        store().delete(acme, KEY);
        assertThatThrownBy(() -> store().get(acme, KEY, Sha256.of(new byte[0])))
                .isInstanceOf(ArtefactNotFoundException.class);
    }

    @Test
    void a_tenants_container_can_be_ensured_twice() {
        store().ensureTenant(acme);
        store().ensureTenant(acme);

        assertThat(store().list(acme, "")).isEmpty();
    }

    @Test
    void what_was_deleted_is_gone_and_can_be_deleted_again() {
        ArtefactRef ref = store().put(acme, KEY, bytes(8, 10));

        store().delete(acme, KEY);
        store().delete(acme, KEY);

        assertThat(store().exists(acme, KEY)).isFalse();
        assertThatThrownBy(() -> store().get(acme, KEY, ref.sha256())).isInstanceOf(ArtefactNotFoundException.class);
    }

    @Test
    void a_list_holds_the_keys_that_start_with_the_prefix() {
        for (String key :
                List.of("rounds/r1/images/1.png", "rounds/r1/images/10.png", "rounds/r2/a", "images/i1.png")) {
            store().put(acme, key, bytes(9, 10));
        }

        assertThat(store().list(acme, "rounds/r1/"))
                .containsExactly("rounds/r1/images/1.png", "rounds/r1/images/10.png");
        assertThat(store().list(acme, "rounds/r1/images/1"))
                .containsExactly("rounds/r1/images/1.png", "rounds/r1/images/10.png");
        assertThat(store().list(acme, "rounds/r"))
                .containsExactly("rounds/r1/images/1.png", "rounds/r1/images/10.png", "rounds/r2/a");
        assertThat(store().list(acme, "nothing/")).isEmpty();
        assertThat(store().list(acme, "")).hasSize(4).isSorted();
    }

    @Test
    void tenants_do_not_see_each_other() {
        ArtefactRef ref = store().put(acme, KEY, bytes(10, 10));
        store().put(bolt, "other", bytes(11, 10));

        assertThat(store().exists(bolt, KEY)).isFalse();
        assertThat(store().list(bolt, "")).containsExactly("other");
        assertThatThrownBy(() -> store().get(bolt, KEY, ref.sha256())).isInstanceOf(ArtefactNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/a", "a/", "a//b", "../a", "a/../../b", "a/./b", ".hidden", "a\\b", "a b", "a\0b", "ä"})
    void a_key_that_could_leave_the_container_is_refused(String key) {
        assertThatThrownBy(() -> store().put(acme, key, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().get(acme, key, Sha256.of(new byte[1])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().delete(acme, key)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "Acme", "-a", "a-", "a.b", "a_b"})
    void a_tenant_that_is_no_slug_is_refused(String tenant) {
        assertThatThrownBy(() -> store().put(tenant, KEY, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().list(tenant, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../", "/", "a/../", ".unfinished"})
    void a_prefix_that_could_leave_the_container_is_refused(String prefix) {
        assertThatThrownBy(() -> store().list(acme, prefix)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_digest_that_is_none_is_refused() {
        store().put(acme, KEY, new byte[1]);

        assertThatThrownBy(() -> store().get(acme, KEY, "abc")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writers_of_one_key_leave_one_whole_object() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(8);
        try {
            List<Future<ArtefactRef>> puts = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                byte[] bytes = bytes(100 + i % 3, 50_000 + i % 3);
                puts.add(writers.submit(() -> store().put(acme, KEY, bytes)));
            }
            List<String> digests = new ArrayList<>();
            for (Future<ArtefactRef> put : puts) {
                digests.add(put.get().sha256());
            }

            assertThat(digests.stream().distinct().filter(this::isStored)).hasSize(1);
        } finally {
            writers.shutdownNow();
        }
    }

    @Test
    void the_store_answers() {
        store().check();
    }

    private boolean isStored(String digest) {
        try {
            store().get(acme, KEY, digest);
            return true;
        } catch (ArtefactCorruptException otherBytes) {
            return false;
        }
    }

    static byte[] bytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
