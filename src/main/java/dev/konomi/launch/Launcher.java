package dev.konomi.launch;

import io.quarkus.bootstrap.runner.AotQuarkusEntryPoint;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code java -jar quarkus-run.jar} runs. Options of the JVM cannot stand in a jar, and the one that names a class
 * archive halves the time to the first picture; so this process starts itself again with it, as the same process.
 * Whatever speaks against that, the application starts in this JVM, as it would without.
 */
public final class Launcher {
    /** Whether this JVM was started by another launcher; its value says what for. */
    static final String STARTED = "dev.konomi.launch.started";

    private Launcher() {}

    public static void main(String... args) throws Throwable {
        if (System.getProperty(STARTED) == null) {
            // only returns where it could not
            restart();
        }
        AotQuarkusEntryPoint.main(args);
    }

    private static void restart() {
        try {
            Optional<CommandLine> line = CommandLine.ofThisProcess();
            if (line.isEmpty() || !line.get().leavesRoomForAnArchive()) {
                return;
            }
            Path application = Path.of(System.getProperty("java.class.path"));
            Optional<String[]> options =
                    ClassArchive.of(application, ArchiveKind.ofThisJvm()).options();
            if (options.isPresent()) {
                // without it JNA asks a process, ldconfig, where libraries lie; the C library is loaded already
                System.setProperty("jna.platform.library.path", "");
                // glibc keeps what trainings give back in as many arenas as there are threads; two hold a tenth less
                Exec.environment("MALLOC_ARENA_MAX", "2");
                // the runtime's first report home leaves before any code could forbid it
                Exec.environment("ORT_DISABLE_TELEMETRY", "1");
                Exec.replaceThisProcess(line.get().executable(), line.get().with(options.get()));
            }
        } catch (Exception | LinkageError e) {
            System.err.println("Konomi starts without a class archive: " + e);
        }
    }
}
