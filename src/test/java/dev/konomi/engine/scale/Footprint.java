package dev.konomi.engine.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has of the machine's memory, from /proc/self/status. */
final class Footprint {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Footprint() {}

    /** The most that was ever resident, mapped files included, in MiB. */
    static long peakMib() {
        return mib("VmHWM");
    }

    /** What is resident now and stands in no file, in MiB. */
    static long anonymousMib() {
        return mib("RssAnon");
    }

    private static long mib(String field) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
