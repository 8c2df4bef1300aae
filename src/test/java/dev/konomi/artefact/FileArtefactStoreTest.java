package dev.konomi.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileArtefactStoreTest extends ArtefactStoreContract {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @TempDir
    Path root;

    private ArtefactStore store;

    @BeforeEach
    void open() {
        store = open(root);
    }

    @Override
    protected ArtefactStore store() {
        return store;
    }

    @Override
    protected void tamper(String tenant, String key, byte[] bytes) throws IOException {
        Files.write(root.resolve("konomi-" + tenant).resolve(key), bytes);
    }

    @Test
    void another_process_finds_what_was_put() {
        ArtefactRef ref = store.put(acme, "a/b", bytes(1, 100));

        assertThat(open(root).get(acme, "a/b", ref.sha256())).isEqualTo(bytes(1, 100));
    }

    @Test
    void putting_again_heals_bytes_that_were_changed_on_the_disk() throws IOException {
        ArtefactRef ref = store.put(acme, "a/b", bytes(1, 100));
        tamper(acme, "a/b", bytes(2, 100));

        store.put(acme, "a/b", bytes(1, 100));

        assertThat(store.get(acme, "a/b", ref.sha256())).isEqualTo(bytes(1, 100));
    }

    @Test
    void what_a_killed_process_left_unfinished_is_removed_and_what_others_write_now_is_not() throws IOException {
        Path old = Files.write(root.resolve(".unfinished/old"), new byte[10]);
        Files.setLastModifiedTime(old, FileTime.from(NOW.minus(Duration.ofHours(2))));
        Path fresh = Files.write(root.resolve(".unfinished/fresh"), new byte[10]);
        Files.setLastModifiedTime(fresh, FileTime.from(NOW.minus(Duration.ofMinutes(2))));

        open(root);

        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
        assertThat(store.list(acme, "")).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_full_disk_is_a_clear_error_and_leaves_nothing_half_written() throws Exception {
        // A child whose files may not grow beyond 64 KiB: the kernel refuses the write as it does on a full disk.
        Path out = root.resolve("out.txt");
        Process child = new ProcessBuilder(
                        "bash",
                        "-c",
                        "trap '' XFSZ; ulimit -f 64; exec \"$0\" -XX:-UsePerfData -cp \"$1\" \"$2\" \"$3\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        System.getProperty("java.class.path"),
                        FullDisk.class.getName(),
                        root.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(Files.readString(out))
                .contains("small: stored")
                .contains(
                        "large: cannot write artefact rounds/r1/latents.safetensors of 1000000 bytes: File too large");
        assertThat(child.exitValue()).isZero();
        assertThat(files(root.resolve(".unfinished"))).isEmpty();
        assertThat(open(root).list("acme", "")).containsExactly("rounds/r1/images/1.png");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_full_file_system_is_a_clear_error_and_room_made_is_used_again() throws Exception {
        Path small = Files.createDirectory(root.resolve("small"));
        if (run("mount", "-t", "tmpfs", "-o", "size=256k", "konomi-test", small.toString()) != 0) {
            System.out.println("left out: the full file system of its own, which needs the right to mount a tmpfs");
            return;
        }
        try {
            ArtefactStore onSmall = open(small);
            ArtefactRef first = onSmall.put("acme", "first", bytes(1, 150_000));

            assertThatThrownBy(() -> onSmall.put("acme", "second", bytes(2, 150_000)))
                    .isInstanceOf(ArtefactUnavailableException.class)
                    .hasMessageContaining("second")
                    .hasMessageContaining("No space left on device");
            assertThat(onSmall.list("acme", "")).containsExactly("first");
            assertThat(onSmall.get("acme", "first", first.sha256())).isEqualTo(bytes(1, 150_000));
            assertThat(files(small.resolve(".unfinished"))).isEmpty();

            onSmall.delete("acme", "first");
            onSmall.put("acme", "second", bytes(2, 150_000));
        } finally {
            run("umount", small.toString());
        }
    }

    @Test
    void a_folder_that_cannot_be_made_is_named() throws IOException {
        Path file = Files.createFile(root.resolve("file"));

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(ArtefactUnavailableException.class)
                .hasMessageContaining(file.toString());
    }

    private static ArtefactStore open(Path root) {
        return FileArtefactStore.open(root, Duration.ofSeconds(5), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** The child: puts one artefact that fits and one that does not. */
    static final class FullDisk {

        public static void main(String[] args) {
            ArtefactStore store = open(Path.of(args[0]));
            store.put("acme", "rounds/r1/images/1.png", bytes(1, 1000));
            System.out.println("small: stored");
            try {
                store.put("acme", "rounds/r1/latents.safetensors", bytes(2, 1_000_000));
                System.out.println("large: stored");
            } catch (ArtefactUnavailableException e) {
                System.out.println("large: " + e.getMessage());
            }
        }
    }
}
