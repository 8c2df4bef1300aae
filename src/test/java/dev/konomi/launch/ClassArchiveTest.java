package dev.konomi.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    private static final String RECORD = "-XX:ArchiveClassesAtExit=";
    private static final String USE = "-XX:SharedArchiveFile=";
    private static final byte[] WHOLE = {(byte) 0xa8, 0x0b};
    private static final byte[] CUT_OFF = {0, 0};

    @TempDir
    private Path folder;

    private Path jar;

    @BeforeEach
    void package_an_application() throws IOException {
        jar = Files.writeString(folder.resolve("quarkus-run.jar"), "a jar");
    }

    @Test
    void the_first_start_records() throws IOException {
        assertThat(firstOption()).startsWith(RECORD + folder.resolve("class-archive"));
    }

    @Test
    void the_second_start_takes_what_the_first_recorded() throws IOException {
        Path recording = recordingOfAnEndedProcess(WHOLE);
        Files.createFile(Path.of(recording + ".keep"));

        assertThat(firstOption()).startsWith(USE).endsWith(".jsa");
        assertThat(firstOption()).startsWith(USE);
        assertThat(files()).singleElement().asString().endsWith(".jsa");
    }

    @Test
    void a_recording_that_was_cut_off_is_recorded_again() throws IOException {
        Path recording = recordingOfAnEndedProcess(CUT_OFF);
        Files.createFile(Path.of(recording + ".keep"));

        assertThat(firstOption()).startsWith(RECORD);
        assertThat(files()).isEmpty();
    }

    @Test
    void a_start_that_did_not_go_well_leaves_no_archive() throws IOException {
        recordingOfAnEndedProcess(WHOLE);

        assertThat(firstOption()).startsWith(RECORD);
        assertThat(files()).isEmpty();
    }

    @Test
    void another_build_of_the_application_starts_over() throws IOException {
        Path recording = recordingOfAnEndedProcess(WHOLE);
        Files.createFile(Path.of(recording + ".keep"));
        firstOption();

        Files.writeString(jar, "another jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));

        assertThat(firstOption()).startsWith(RECORD);
        assertThat(files()).isEmpty();
    }

    @Test
    void what_a_process_of_the_same_number_recorded_is_taken() throws IOException {
        Path recording = Path.of(firstOption().substring(RECORD.length()));
        Files.write(recording, WHOLE);
        Files.createFile(Path.of(recording + ".keep"));

        assertThat(firstOption()).startsWith(USE);
    }

    private String firstOption() throws IOException {
        return ClassArchive.of(jar, ArchiveKind.CLASSES).options().orElseThrow()[0];
    }

    /** As a process with a number that no process has would have left it. */
    private Path recordingOfAnEndedProcess(byte[] content) throws IOException {
        Path own = Path.of(firstOption().substring(RECORD.length()));
        String name = own.getFileName().toString();
        String ended = name.substring(0, name.indexOf('.')) + ".999999999.recording";
        return Files.write(own.resolveSibling(ended), content);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("class-archive"))) {
            return files.toList();
        }
    }
}
