package dev.konomi.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    @TempDir
    private Path folder;

    @Test
    void a_line_comes_back_as_it_was_written() {
        Results results = new Results(folder.resolve("results.csv"));

        results.add(row(3));

        assertThat(results.rows()).containsExactly(row(3));
        assertThat(results.rounds(run())).isEqualTo(3);
    }

    @Test
    void a_round_stands_there_once() {
        Results results = new Results(folder.resolve("results.csv"));

        results.add(row(1));
        results.add(row(1));

        assertThat(results.rows()).hasSize(1);
    }

    @Test
    void a_line_that_a_kill_cut_short_is_dropped_and_written_again() throws IOException {
        Path file = folder.resolve("results.csv");
        Results results = new Results(file);
        results.add(row(1));
        Files.writeString(file, row(2).line().substring(0, 30), StandardOpenOption.APPEND);

        assertThat(results.rows()).containsExactly(row(1));
        results.add(row(2));

        assertThat(Files.readAllLines(file)).containsExactly(Row.HEADER, row(1).line(), row(2).line());
    }

    private static Run run() {
        return new Run(Tasks.named("count"), Methods.named("ddpo"), 7, 8);
    }

    private static Row row(int round) {
        return new Row(
                "count", "ddpo", 7, round, 64 * round, 128, 0.25, Double.NaN, 0.5, 0.75, 0.9, 5, 3, 0.125, 1.5, 60);
    }
}
