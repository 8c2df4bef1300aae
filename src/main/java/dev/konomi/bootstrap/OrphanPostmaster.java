package dev.konomi.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** A killed JVM leaves its PostgreSQL running on the data directory; this one ends it. */
final class OrphanPostmaster {
    private static final Logger LOG = Logger.getLogger(OrphanPostmaster.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

    private OrphanPostmaster() {}

    /** Stops the server that holds {@code dataDirectory}, where there is one. */
    static void stop(Path dataDirectory) throws IOException {
        Optional<ProcessHandle> orphan = find(dataDirectory);
        if (orphan.isEmpty()) {
            return;
        }
        ProcessHandle postmaster = orphan.get();
        LOG.infof("stopping the PostgreSQL %d that an earlier process left behind", postmaster.pid());
        // SIGTERM would wait for clients; their process is dead, so the server sees them gone at once.
        postmaster.destroy();
        if (!ended(postmaster, PATIENCE)) {
            postmaster.destroyForcibly();
            if (!ended(postmaster, LAST_PATIENCE)) {
                throw new StartRefusedException("PostgreSQL process " + postmaster.pid() + " still holds "
                        + dataDirectory + " and does not end. Stop it by hand.");
            }
        }
    }

    private static Optional<ProcessHandle> find(Path dataDirectory) throws IOException {
        Path pidFile = dataDirectory.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile);
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

    private static boolean ended(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return !process.isAlive();
        }
    }
}
