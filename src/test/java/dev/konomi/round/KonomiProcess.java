package dev.konomi.round;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Konomi as its users start it, the packaged jar in a process of its own, with its data in one folder. */
final class KonomiProcess implements AutoCloseable {
    private static final Path JAR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Process process;
    private final String base;
    private final Path log;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    private KonomiProcess(Process process, String base, Path log) {
        this.process = process;
        this.base = base;
        this.log = log;
    }

    /**
     * Starts a process and waits until it is ready.
     *
     * @param folder where it runs; it keeps its data in {@code data/} there
     * @param settings system properties
     */
    static KonomiProcess start(Path folder, Map<String, String> settings) {
        KonomiProcess konomi = startDoomed(folder, settings);
        konomi.awaitReady();
        return konomi;
    }

    /** As {@link #start}, for a process that may end before it is ready. */
    static KonomiProcess startDoomed(Path folder, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("konomi.demo.open-first-round", "false"));
        all.putAll(settings);
        return launch(folder, all);
    }

    /** As somebody starts it who sets nothing but a free port: the data go into {@code folder/data}. */
    static KonomiProcess startUnconfigured(Path folder) {
        KonomiProcess konomi = launch(folder, Map.of());
        konomi.awaitReady();
        return konomi;
    }

    private static KonomiProcess launch(Path folder, Map<String, String> settings) {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"), "-Xmx1g", "-Dquarkus.http.port=" + port));
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-jar");
        command.add(JAR.toString());
        try {
            Path log = folder.resolve("konomi-" + port + ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("KONOMI_") || name.startsWith("QUARKUS_"));
            return new KonomiProcess(builder.start(), "http://127.0.0.1:" + port, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RoundApi api(String adapter) {
        return api("acme", adapter);
    }

    RoundApi api(String tenant, String adapter) {
        return new RoundApi(base, this::bearer, tenant, adapter);
    }

    String base() {
        return base;
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9}: nothing is put in order first. */
    void kill() {
        process.destroyForcibly();
        awaitDeath();
    }

    /** As {@code kill}: it is asked to end, and may take its time. */
    void terminate() {
        process.destroy();
    }

    /** How it ended. */
    int exitCode() {
        awaitDeath();
        return process.exitValue();
    }

    /** Waits for the process to end by itself, at a fault point. */
    void awaitDeath() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the process is still alive\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        awaitDeath();
    }

    private void awaitReady() {
        await("Konomi to be ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions()
                .failFast("Konomi ended at its start", () -> !process.isAlive())
                .until(() -> given().get(base + "/q/health/ready").statusCode() == 200);
    }

    private String bearer(String user) {
        return tokens.computeIfAbsent(
                user,
                who -> "Bearer "
                        + given().formParam("grant_type", "password")
                                .formParam("username", who)
                                .formParam("password", "demo")
                                .formParam("client_id", "konomi")
                                .post(base + "/auth/token")
                                .then()
                                .statusCode(200)
                                .extract()
                                .<String>path("access_token"));
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
