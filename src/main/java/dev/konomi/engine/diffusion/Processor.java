package dev.konomi.engine.diffusion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What kind of processor this is, as far as it decides how the runtime lays out memory. */
final class Processor {
    /** The instruction sets where the system tells them, else the architecture alone. */
    static final String INSTRUCTIONS = System.getProperty("os.arch") + " " + flags();

    private Processor() {}

    private static String flags() {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return "";
        }
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
