package dev.konomi.bootstrap;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Looks after the server that this process started: when it ends and nobody here asked it to, it is started again with
 * the same arguments, so at the same address. PostgreSQL itself brings back what was committed; callers are told to
 * come again meanwhile. There is no giving up: what keeps a server down, such as a full disk, may pass.
 */
final class PostmasterWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PostmasterWatch.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONG_LIFE = Duration.ofMinutes(1);
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    private final Path dataDirectory;
    private final Path log;
    private final List<String> command;
    private final Thread thread = new Thread(this::watch, "postmaster-watch");

    private PostmasterWatch(Path dataDirectory, Path log, List<String> command) {
        this.dataDirectory = dataDirectory;
        this.log = log;
        this.command = command;
    }

    /**
     * Watches the server that runs on a data directory.
     *
     * @param log where a server that is started again writes to
     */
    static PostmasterWatch over(Path dataDirectory, Path log) throws IOException {
        PostmasterWatch watch = new PostmasterWatch(dataDirectory, log, commandOf(dataDirectory));
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    /** Lets the server end from here on. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(LONGEST_PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As the server itself notes it, {@code /bin/postgres "-D" "/data" …}, and as the library runs it for root. */
    private static List<String> commandOf(Path dataDirectory) throws IOException {
        String noted =
                Files.readString(dataDirectory.resolve("postmaster.opts")).strip();
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(noted.substring(0, noted.indexOf(" \"")));
        Matcher arguments = QUOTED.matcher(noted);
        while (arguments.find()) {
            command.add(arguments.group(1));
        }
        return List.copyOf(command);
    }

    private void watch() {
        Duration pause = FIRST_PAUSE;
        try {
            while (true) {
                long begin = System.nanoTime();
                awaitEnd();
                boolean livedLong = System.nanoTime() - begin > LONG_LIFE.toNanos();
                pause = livedLong ? FIRST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
                LOG.warnf("the embedded PostgreSQL ended by itself, %s says why; it is started again", log);
                Thread.sleep(pause.toMillis()); // whoever restarts it by hand comes first
            }
        } catch (InterruptedException closed) {
            LOG.debug("the embedded PostgreSQL may end");
        }
    }

    private void awaitEnd() throws InterruptedException {
        try {
            Optional<ProcessHandle> running = RunningPostmaster.of(dataDirectory);
            ProcessHandle server = running.isPresent() ? running.get() : launch();
            server.onExit().get();
        } catch (IOException e) {
            LOG.errorf("the embedded PostgreSQL cannot be started: %s", e.getMessage());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a process' end cannot fail", e);
        }
    }

    private ProcessHandle launch() throws IOException {
        ProcessBuilder.Redirect end = ProcessBuilder.Redirect.appendTo(log.toFile());
        return new ProcessBuilder(command)
                .redirectOutput(end)
                .redirectError(end)
                .start()
                .toHandle();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
