package dev.konomi.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AheadOfTimeTest {
    private static final String RECORD = "-XX:AOTConfiguration=";
    private static final String NOBODY = "999999999";
    private static final byte[] WHOLE = {(byte) 0xa8, 0x0b};
    private static final byte[] CUT_OFF = {0, 0};

    @TempDir
    private Path folder;

    private Path jar;
    private String name;

    @BeforeEach
    void package_an_application() throws IOException {
        jar = Files.writeString(folder.resolve("quarkus-run.jar"), "a jar");
        Path own = Path.of(options().get(1).substring(RECORD.length()));
        name = own.getFileName().toString();
        name = name.substring(0, name.indexOf('.'));
    }

    @Test
    void the_first_start_records() throws IOException {
        assertThat(options().get(0)).isEqualTo("-XX:AOTMode=record");
        assertThat(options().get(1)).startsWith(RECORD).endsWith(".recording");
    }

    @Test
    void a_recording_that_nobody_made_an_archive_of_is_given_to_a_start_that_goes_without() throws IOException {
        Path recording = recording(WHOLE);

        assertThat(options()).anyMatch(("-D" + ClassArchive.RECORDED + "=" + recording)::equals);
        assertThat(options()).noneMatch(option -> option.startsWith("-XX:AOT"));
    }

    @Test
    void a_start_goes_without_while_an_archive_is_in_assembly() throws IOException {
        Path recording = recording(WHOLE);
        inAssemblyBy(
                Long.toString(ProcessHandle.current().parent().orElseThrow().pid()));

        assertThat(options()).noneMatch(option -> option.startsWith("-XX:AOT") || option.contains("recorded"));
        assertThat(recording).exists();
    }

    @Test
    void an_assembly_that_was_cut_off_is_done_again() throws IOException {
        recording(WHOLE);
        Path unfinished = inAssemblyBy(NOBODY);

        assertThat(options()).anyMatch(option -> option.startsWith("-D" + ClassArchive.RECORDED));
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void what_has_been_recorded_becomes_the_archive_of_the_next_start() throws Exception {
        Path recording = recording(WHOLE);

        assemble(recording, java("echo cache > \"${file#*=}\""));

        assertThat(files()).singleElement().asString().endsWith(name + ".aot");
        assertThat(options().get(0)).isEqualTo("-XX:AOTCache=" + files().get(0));
    }

    @Test
    void a_recording_of_which_nothing_can_be_made_is_recorded_again() throws Exception {
        assemble(recording(WHOLE), java("echo half > \"${file#*=}\"; exit 1"));

        assertThat(files()).isEmpty();
        assertThat(options().get(0)).isEqualTo("-XX:AOTMode=record");
    }

    @Test
    void a_recording_that_was_cut_off_is_not_even_tried() throws Exception {
        assemble(recording(CUT_OFF), java("echo cache > \"${file#*=}\""));

        assertThat(files()).isEmpty();
    }

    private List<String> options() throws IOException {
        return List.of(ClassArchive.of(jar, ArchiveKind.AHEAD_OF_TIME).options().orElseThrow());
    }

    private void assemble(Path recording, Path java) throws Exception {
        Assembly.main(recording.toString(), NOBODY, jar.toString(), java.toString(), "-Xmx1g");
    }

    /** In the place of a JVM: does something to the archive that it is told to write. */
    private Path java(String deed) throws IOException {
        Path java = Files.writeString(
                folder.resolve("java"),
                "#!/bin/sh\nfor word; do case $word in -XX:AOTCache=*) file=$word;; esac; done\n" + deed + "\n");
        return Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    }

    private Path recording(byte[] content) throws IOException {
        Path recording = archives().resolve(name + "." + NOBODY + ".recording");
        Files.createFile(Path.of(recording + ".keep"));
        return Files.write(recording, content);
    }

    private Path inAssemblyBy(String process) throws IOException {
        return Files.write(archives().resolve(name + "." + process + ".assembling"), CUT_OFF);
    }

    private Path archives() {
        return folder.resolve("class-archive");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(archives())) {
            return files.toList();
        }
    }
}
