package dev.konomi.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownDigestsTest {
    private final AtomicInteger computed = new AtomicInteger();

    @TempDir
    private Path folder;

    private Path store;
    private Path file;

    @BeforeEach
    void write_a_file() throws IOException {
        store = folder.resolve("cache").resolve("digests.txt");
        file = Files.writeString(folder.resolve("weights with a name"), "weights");
    }

    @Test
    void a_sum_is_computed_once_for_all_starts() {
        assertThat(sumOfANewStart()).isEqualTo("sum-1");
        assertThat(sumOfANewStart()).isEqualTo("sum-1");
    }

    @Test
    void a_file_that_changed_is_read_again() throws IOException {
        sumOfANewStart();
        FileTime time = Files.getLastModifiedTime(file);

        Files.writeString(file, "other weights");
        Files.setLastModifiedTime(file, time);
        assertThat(sumOfANewStart()).as("another size").isEqualTo("sum-2");

        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1000));
        assertThat(sumOfANewStart()).as("another time").isEqualTo("sum-3");
    }

    @Test
    void a_file_that_was_put_in_its_place_is_read() throws IOException {
        sumOfANewStart();
        FileTime time = Files.getLastModifiedTime(file);
        Path other = Files.writeString(folder.resolve("other"), "WEIGHTS");
        Files.move(file, folder.resolve("kept, so that its number on the disk is not given away"));
        Files.move(other, file);
        Files.setLastModifiedTime(file, time);

        assertThat(sumOfANewStart()).isEqualTo("sum-2");
    }

    @Test
    void several_sums_of_one_file_stay_apart() {
        KnownDigests known = KnownDigests.in(store);

        assertThat(known.of(file, "content", () -> "one")).isEqualTo("one");
        assertThat(known.of(file, "what is in it", () -> "another")).isEqualTo("another");
    }

    @Test
    void a_store_that_cannot_be_written_costs_nothing_but_time() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where the folder should be");

        assertThat(sumOfANewStart()).isEqualTo("sum-1");
        assertThat(sumOfANewStart()).isEqualTo("sum-2");
    }

    private String sumOfANewStart() {
        KnownDigests known = KnownDigests.in(store);
        String sum = known.of(file, "content", () -> "sum-" + computed.incrementAndGet());
        known.save();
        return sum;
    }
}
