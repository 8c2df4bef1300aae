package dev.konomi.artefact;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real MinIO server as a process of its own, where the machine has the program. */
public final class MinioServer implements AutoCloseable {

    private static final String USER = "konomi-test";
    private static final String PASSWORD = "konomi-test-secret";

    private final Path binary;
    private final Path folder;
    private final int port;
    private Process process;

    private MinioServer(Path binary, Path folder) throws IOException {
        this.binary = binary;
        this.folder = folder;
        this.port = freePort();
        this.process = start();
    }

    public static MinioServer start(Path folder) throws IOException {
        return new MinioServer(
                binary().orElseThrow(() -> new IllegalStateException("no MinIO program on this machine")), folder);
    }

    /** The system property konomi.minio.binary, else the variable KONOMI_MINIO_BINARY, else minio on the PATH. */
    public static Optional<Path> binary() {
        Stream<String> named = Stream.of(
                        Optional.ofNullable(System.getProperty("konomi.minio.binary")),
                        Optional.ofNullable(System.getenv("KONOMI_MINIO_BINARY")))
                .flatMap(Optional::stream);
        Stream<String> onPath = Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .map(folder -> folder + "/minio");
        return Stream.concat(named, onPath)
                .filter(path -> !path.isBlank())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    public MinioConnection connection(boolean narrowCredentials) {
        return new MinioConnection(
                endpoint(),
                USER,
                PASSWORD,
                "us-east-1",
                narrowCredentials,
                Duration.ofHours(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(20),
                3,
                Duration.ofMillis(20),
                Duration.ofSeconds(5));
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    public void restart() throws IOException {
        process = start();
    }

    @Override
    public void close() {
        kill();
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        binary.toString(),
                        "server",
                        "--quiet",
                        "--address",
                        "127.0.0.1:" + port,
                        "--console-address",
                        "127.0.0.1:0",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("MINIO_ROOT_USER", USER);
        builder.environment().put("MINIO_ROOT_PASSWORD", PASSWORD);
        builder.environment().put("MINIO_BROWSER", "off");
        builder.environment().put("MINIO_CI_CD", "1");
        Process started = builder.start();
        Awaitility.await("MinIO answers").atMost(Duration.ofSeconds(60)).until(() -> {
            if (!started.isAlive()) {
                throw new IllegalStateException("MinIO ended with " + started.exitValue());
            }
            return answers();
        });
        return started;
    }

    private boolean answers() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint() + "/minio/health/cluster"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
