package dev.konomi.engine.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class StoppedProcessTest {
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @Test
    void a_graph_may_run_while_the_process_is_going_down(@TempDir Path folder) throws Exception {
        Process busy = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp", // written out, which makes a command line that is too long for ONNX Runtime's usual
                        // stack
                        System.getProperty("java.class.path"),
                        BusySession.class.getName())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(busy.getInputStream(), UTF_8))) {
            awaitUp(lines);

            busy.toHandle().destroy(); // as busy.destroy(), but it can still be heard

            List<String> lastWords = lines.lines().toList();
            assertThat(busy.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(lastWords).isEmpty();
            assertThat(busy.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
        } finally {
            busy.destroyForcibly();
        }
    }

    private static void awaitUp(BufferedReader lines) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(BusySession.UP)) {
                return;
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("the process ended without a word:\n" + seen);
    }
}
