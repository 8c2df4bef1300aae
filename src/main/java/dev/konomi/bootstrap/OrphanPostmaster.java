package dev.konomi.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
        Optional<ProcessHandle> orphan = RunningPostmaster.of(dataDirectory);
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
