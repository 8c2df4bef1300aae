package dev.konomi.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @Test
    void the_kernels_words_end_with_zeros_and_may_be_empty() {
        assertThat(CommandLine.split("java\0-Xmx1g\0\0-jar\0a.jar\0"))
                .containsExactly("java", "-Xmx1g", "", "-jar", "a.jar");
    }

    @Test
    void more_options_stand_before_the_users_and_the_jar_beside_is_started() {
        CommandLine line = line("java", "-Xmx1g", "-jar", "/opt/a.jar", "--port", "1");

        assertThat(line.with(new String[] {"-XX:SharedArchiveFile=a.jsa"}, "b.jar"))
                .containsExactly("java", "-XX:SharedArchiveFile=a.jsa", "-Xmx1g", "-jar", "/opt/b.jar", "--port", "1");
        assertThat(line("java", "-jar", "a.jar").with(new String[0], "b.jar")).containsExactly("java", "-jar", "b.jar");
    }

    @Test
    void a_jar_without_options_of_its_own_leaves_room() {
        assertThat(line("java", "-Xmx1g", "-Dkonomi.data=d", "-jar", "a.jar").leavesRoomForAnArchive())
                .isTrue();
    }

    @Test
    void what_stands_after_the_jar_is_the_applications() {
        assertThat(line("java", "-jar", "a.jar", "-Xshare:off").leavesRoomForAnArchive())
                .isTrue();
    }

    @Test
    void a_class_that_was_started_from_a_class_path_is_left_alone() {
        assertThat(line("java", "-cp", "a.jar", "dev.konomi.launch.Launcher").leavesRoomForAnArchive())
                .isFalse();
    }

    @Test
    void a_jvm_that_lays_out_the_same_is_told_what_shapes_it() {
        CommandLine line = line(
                "java",
                "-XX:AOTMode=record",
                "-Xlog:gc",
                "-Dkonomi.data=d",
                "-Xmx1g",
                "--add-opens=a/b=c",
                "-jar",
                "a.jar",
                "-Xs");

        assertThat(line.optionsOfTheJvm()).containsExactly("-Xmx1g", "--add-opens=a/b=c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:SharedArchiveFile=own.jsa",
                "-XX:+AutoCreateSharedArchive",
                "-XX:AOTCache=own.aot",
                "-Xshare:off",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y",
                "-javaagent:probe.jar"
            })
    void an_archive_of_the_users_or_an_agent_is_left_alone(String option) {
        assertThat(line("java", option, "-jar", "a.jar").leavesRoomForAnArchive())
                .isFalse();
        assertThat(new CommandLine("/usr/bin/java", List.of("java", "-jar", "a.jar"), option).leavesRoomForAnArchive())
                .isFalse();
    }

    private static CommandLine line(String... words) {
        return new CommandLine("/usr/bin/java", List.of(words), "");
    }
}
