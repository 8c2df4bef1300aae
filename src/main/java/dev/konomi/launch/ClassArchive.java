package dev.konomi.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * One packaged application as one JVM laid it out in memory. The first start records it and writes the file when it ends
 * well; the next start takes what became of it, and so do all after it. The JVM itself checks that the file fits to it
 * and to every jar, and goes without where it does not.
 *
 * <p>All of this runs before any archive helps, so it uses no lambda, stream or {@code +} between strings: each of them
 * has the JVM make classes first.
 */
public final class ClassArchive {
    /** Names the file that this JVM writes when it ends. */
    static final String RECORDING = "dev.konomi.launch.recording";
    /** Names a recording of which an archive is still to be made. */
    static final String RECORDED = "dev.konomi.launch.recorded";

    private static final String FOLDER = "class-archive";

    /** An archive that does not fit is no news to who runs this. */
    private static final String SILENT = Runtime.version().feature() < 24 ? "-Xlog:cds=off" : "-Xlog:aot*=off";

    // The JVM's second compiler took a third of a start's processor time, mostly for loops that run then alone. It
    // waits for a hundred times as many turns of a loop, which are milliseconds; and for ten times as many calls, not
    // for more: a request's calls are few, and its code would stay slow for ten thousand requests.
    private static final String LATER = "-XX:Tier4InvocationThreshold=50000";
    private static final String RARER = "-XX:Tier4MinInvocationThreshold=6000";
    private static final String FEWER = "-XX:Tier4CompileThreshold=150000";
    private static final String LONGER = "-XX:Tier4BackEdgeThreshold=4000000";

    private final Path folder;
    private final ArchiveFiles files;
    private final ArchiveKind kind;

    private ClassArchive(Path folder, ArchiveFiles files, ArchiveKind kind) {
        this.folder = folder;
        this.files = files;
        this.kind = kind;
    }

    /** @param application the jar that was started; the archive lies beside it */
    static ClassArchive of(Path application, ArchiveKind kind) throws IOException {
        Path jar = application.toAbsolutePath();
        FileTime built = Files.getLastModifiedTime(jar);
        String identity = String.join(
                "\n",
                System.getProperty("java.home"),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                jar.toString(),
                built.toString(),
                Long.toString(Files.size(jar)));
        CRC32 sum = new CRC32();
        sum.update(identity.getBytes(StandardCharsets.UTF_8));
        String version = System.getProperty("java.specification.version");
        String name = String.join("", "jdk", version, "-", Long.toHexString(sum.getValue()));
        Path folder = jar.resolveSibling(FOLDER);
        return new ClassArchive(folder, new ArchiveFiles(folder, name, built), kind);
    }

    /** With what options the JVM has to start: to use the archive, or to record it; empty where neither can be. */
    Optional<String[]> options() throws IOException {
        Path archive = files.archive(kind);
        if (Files.exists(archive)) {
            return Optional.of(using(archive));
        }
        if (!jvmSharesClasses() || !writable()) {
            return Optional.empty();
        }
        ArchiveFiles.Left left = files.sortOut();
        if (left.inAssembly()) {
            return Optional.of(new String[] {SILENT, started("waiting")});
        }
        if (left.recording() == null) {
            return Optional.of(recording(files.newRecording()));
        }
        if (kind == ArchiveKind.AHEAD_OF_TIME) {
            return Optional.of(new String[] {SILENT, started("assembling"), property(RECORDED, left.recording())});
        }
        ArchiveFiles.finish(left.recording(), archive);
        Files.deleteIfExists(Path.of(left.recording().toString().concat(ArchiveFiles.KEEP)));
        return Optional.of(using(archive));
    }

    /** To be called when the application listens: what this JVM records, if it does, is of a start that went well. */
    public static void applicationListens() {
        String recording = System.getProperty(RECORDING);
        String recorded = System.getProperty(RECORDED);
        try {
            if (recording != null) {
                Files.createFile(Path.of(recording.concat(ArchiveFiles.KEEP)));
                if (ArchiveKind.ofThisJvm() == ArchiveKind.AHEAD_OF_TIME) {
                    assembleAfterThisProcess(Path.of(recording));
                }
            } else if (recorded != null) {
                Assembly.begin(Path.of(recorded), 0);
            }
        } catch (IOException e) {
            // then the next start does it again
        }
    }

    private static void assembleAfterThisProcess(Path recording) {
        Thread last = new Thread(
                () -> {
                    try {
                        Assembly.begin(recording, ProcessHandle.current().pid());
                    } catch (IOException e) {
                        // then the next start has it made
                    }
                },
                "archive-assembly");
        Runtime.getRuntime().addShutdownHook(last);
    }

    private String[] using(Path archive) {
        return new String[] {kind.using(archive), SILENT, LATER, RARER, FEWER, LONGER, started("archive")};
    }

    private String[] recording(Path file) {
        String[] record = kind.recording(file);
        String[] options = new String[record.length + 3];
        System.arraycopy(record, 0, options, 0, record.length);
        options[record.length] = SILENT;
        options[record.length + 1] = started("recording");
        options[record.length + 2] = property(RECORDING, file);
        return options;
    }

    private static String started(String what) {
        return String.join("", "-D", Launcher.STARTED, "=", what);
    }

    private static String property(String name, Path value) {
        return String.join("", "-D", name, "=", value.toString());
    }

    /** Recording stands on the JVM's own archive, which some packagings leave out. */
    private static boolean jvmSharesClasses() {
        return Files.exists(Path.of(System.getProperty("java.home"), "lib", "server", "classes.jsa"));
    }

    private boolean writable() {
        try {
            Files.createDirectories(folder);
            return Files.isWritable(folder);
        } catch (IOException e) {
            return false;
        }
    }
}
