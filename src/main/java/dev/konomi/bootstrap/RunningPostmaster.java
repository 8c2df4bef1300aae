package dev.konomi.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The PostgreSQL process that serves a data directory, by the directory's own note of it. */
final class RunningPostmaster {
    private RunningPostmaster() {}

    static Optional<ProcessHandle> of(Path dataDirectory) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(dataDirectory.resolve("postmaster.pid"));
        } catch (NoSuchFileException stopped) {
            return Optional.empty();
        }
        if (lines.isEmpty() || !lines.get(0).strip().matches("\\d+")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(p -> serves(p, dataDirectory));
    }

    // After a reboot the same number may belong to anything, also to a PostgreSQL of somebody else.
    private static boolean serves(ProcessHandle process, Path dataDirectory) {
        boolean postgres = process.info()
                .command()
                .map(c -> c.endsWith("postgres") || c.endsWith("postgres.exe"))
                .orElse(false);
        boolean ours = process.info()
                .arguments()
                .map(a -> Arrays.asList(a).contains(dataDirectory.toString()))
                .orElse(true);
        return postgres && ours;
    }
}
