package dev.konomi.launch;

import io.quarkus.bootstrap.runner.AotQuarkusEntryPoint;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code java -jar quarkus-run.jar} runs. Options of the JVM cannot stand in a jar, and the one that names a class
 * archive halves the time to the first picture; so this process starts itself again with it, as the same process.
 * Whatever speaks against that, the application starts in this JVM, as it would without.
 *
 * <p>The jar holds this package alone. With the application's four hundred jars on its class path, a JVM that is about to
 * be replaced would look through all of them for somebody who wants to write its log.
 */
public final class Launcher {
    /** Names, in a JVM that a launcher has started, what for. */
    static final String STARTED = "dev.konomi.launch.started";

    /** The jar beside this one whose class path is the application. */
    private static final String APPLICATION = "application.jar";

    private Launcher() {}

    public static void main(String... args) throws Throwable {
        Path application = Path.of(System.getProperty("java.class.path")).resolveSibling(APPLICATION);
        // only returns where it could not
        restart(application);
        append(application);
        AotQuarkusEntryPoint.main(args);
    }

    /** As an agent of the JVM may do at any time; its loader has no other door. */
    private static void append(Path application) throws ReflectiveOperationException {
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        Method append = loader.getClass().getDeclaredMethod("appendToClassPathForInstrumentation", String.class);
        append.setAccessible(true);
        append.invoke(loader, application.toString());
    }

    private static void restart(Path application) {
        try {
            Optional<CommandLine> line = CommandLine.ofThisProcess();
            if (line.isEmpty() || !line.get().leavesRoomForAnArchive()) {
                return;
            }
            Optional<String[]> options =
                    ClassArchive.of(application, ArchiveKind.ofThisJvm()).options();
            if (options.isPresent()) {
                // without it JNA asks a process, ldconfig, where libraries lie; the C library is loaded already
                System.setProperty("jna.platform.library.path", "");
                // glibc keeps what trainings give back in as many arenas as there are threads; two hold a tenth less
                Exec.environment("MALLOC_ARENA_MAX", "2");
                // the runtime's first report home leaves before any code could forbid it
                Exec.environment("ORT_DISABLE_TELEMETRY", "1");
                Exec.replaceThisProcess(line.get().executable(), line.get().with(options.get(), APPLICATION));
            }
        } catch (Exception | LinkageError e) {
            System.err.println("Konomi starts without a class archive: " + e);
        }
    }
}
