package dev.konomi.load;

import dev.konomi.tenant.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged jar in a process of its own. */
final class Server implements AutoCloseable {
    private static final Path JAR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final URI base;
    private final Path folder;

    private Server(Process process, URI base, Path folder) {
        this.process = process;
        this.base = base;
        this.folder = folder;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param folder where it runs and keeps its data
     * @param tenants folder of tenant files
     * @param options of the JVM, system properties among them
     */
    static Server start(Path folder, Path tenants, List<String> options) {
        try {
            Files.createDirectories(folder);
            int port = freePort();
            List<String> command = new ArrayList<>();
            command.add(ProcessHandle.current().info().command().orElse("java"));
            command.addAll(options);
            command.addAll(List.of(
                    "-Dquarkus.http.port=" + port,
                    "-Dkonomi.tenants.folder=" + tenants,
                    "-Dkonomi.demo.open-first-round=false",
                    "-jar",
                    JAR.toString()));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("konomi.log").toFile());
            builder.environment()
                    .putAll(Map.of("KONOMI_DATA", folder.resolve("data").toString()));
            Server server = new Server(builder.start(), URI.create("http://127.0.0.1:" + port), folder);
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest ready =
                HttpRequest.newBuilder(base.resolve("/q/health/ready")).build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (IOException notYet) {
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("Konomi is not ready; see " + folder.resolve("konomi.log"));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Speaks to it as anybody: tokens are signed with the key that it drew. */
    Api api() {
        Path key = folder.resolve("data");
        return new Api(base, (tenant, role) -> Tokens.by(key, role + "@" + tenant, tenant, role));
    }

    Memory memory() {
        return Memory.of(process.pid());
    }

    /** Lets the JVM put its heap in order, so that what it holds can be told from what it will throw away. */
    void collectGarbage() {
        Memory.command(process.pid(), "GC.run");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
