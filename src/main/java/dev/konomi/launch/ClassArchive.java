package dev.konomi.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The classes of one packaged application as one JVM laid them out in memory. The first start records them and writes
 * the file when it ends well; the next start takes it, and so do all after it. The JVM itself checks that the file fits
 * to it and to every jar, and goes without where it does not.
 *
 * <p>All of this runs before any archive helps, so it uses no lambda, stream or {@code +} between strings: each of them
 * has the JVM make classes first.
 */
public final class ClassArchive {
    /** Names the file that this JVM writes when it ends. */
    static final String RECORDING = "dev.konomi.launch.recording";

    private static final String FOLDER = "class-archive";
    private static final String ARCHIVE = ".jsa";
    private static final String RECORDED = ".recording";
    private static final String KEEP = ".keep";

    /** An archive that does not fit is no news to who runs this. */
    private static final String SILENT = Runtime.version().feature() < 24 ? "-Xlog:cds=off" : "-Xlog:aot=off";

    // The JVM's second compiler took a third of a start's processor time, for code that mostly ran then alone. It waits
    // for a hundred times as many calls and turns of a loop as usual: what is worth its work gets there within a
    // second.
    private static final String LATER = "-XX:Tier4InvocationThreshold=500000";
    private static final String RARER = "-XX:Tier4MinInvocationThreshold=60000";
    private static final String FEWER = "-XX:Tier4CompileThreshold=1500000";
    private static final String LONGER = "-XX:Tier4BackEdgeThreshold=4000000";

    private final Path folder;
    private final String name;
    private final FileTime built;

    private ClassArchive(Path folder, String name, FileTime built) {
        this.folder = folder;
        this.name = name;
        this.built = built;
    }

    /** @param application the jar that was started; the archive lies beside it */
    static ClassArchive of(Path application) throws IOException {
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
        return new ClassArchive(jar.resolveSibling(FOLDER), name, built);
    }

    /** With what options the JVM has to start: to use the archive, or to record it; empty where neither can be. */
    Optional<String[]> options() throws IOException {
        Path archive = folder.resolve(name.concat(ARCHIVE));
        if (Files.exists(archive)) {
            return Optional.of(using(archive));
        }
        if (!jvmSharesClasses() || !writable()) {
            return Optional.empty();
        }
        Optional<Path> recorded = sortOut();
        if (recorded.isPresent()) {
            Files.move(recorded.get(), archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return Optional.of(using(archive));
        }
        String process = Long.toString(ProcessHandle.current().pid());
        return Optional.of(recording(folder.resolve(String.join("", name, ".", process, RECORDED))));
    }

    /** Marks what this JVM is recording, if it does, as the classes of a start that went well. */
    public static void keepRecording() {
        String recording = System.getProperty(RECORDING);
        if (recording == null) {
            return;
        }
        try {
            Files.createFile(Path.of(recording.concat(KEEP)));
        } catch (IOException e) {
            // then the next start records again
        }
    }

    private static String[] using(Path archive) {
        return new String[] {
            "-XX:SharedArchiveFile=".concat(archive.toString()), SILENT, LATER, RARER, FEWER, LONGER, started("archive")
        };
    }

    private static String[] recording(Path file) {
        return new String[] {
            "-XX:ArchiveClassesAtExit=".concat(file.toString()),
            SILENT,
            started("recording"),
            String.join("", "-D", RECORDING, "=", file.toString())
        };
    }

    private static String started(String what) {
        return String.join("", "-D", Launcher.STARTED, "=", what);
    }

    /** Finds what an earlier process has recorded, and clears away what others left unfinished or grew old. */
    private Optional<Path> sortOut() throws IOException {
        Path found = null;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String own = file.getFileName().toString();
                if (own.endsWith(ARCHIVE) && Files.getLastModifiedTime(file).compareTo(built) < 0) {
                    Files.deleteIfExists(file);
                } else if (own.endsWith(RECORDED) && !isRunning(own)) {
                    Path mark = folder.resolve(own.concat(KEEP));
                    boolean keep = found == null && own.startsWith(name) && Files.exists(mark) && isFinished(file);
                    Files.deleteIfExists(mark);
                    if (keep) {
                        found = file;
                    } else {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
        return Optional.ofNullable(found);
    }

    /** Whether the process that writes a recording is still there; its number stands in the file's name. */
    private static boolean isRunning(String recording) {
        int end = recording.length() - RECORDED.length();
        String process = recording.substring(recording.lastIndexOf('.', end - 1) + 1, end);
        return Files.exists(Path.of("/proc", process));
    }

    /** The JVM writes the head of the file last. */
    private static boolean isFinished(Path recording) throws IOException {
        try (InputStream in = Files.newInputStream(recording)) {
            return in.read() > 0;
        }
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
