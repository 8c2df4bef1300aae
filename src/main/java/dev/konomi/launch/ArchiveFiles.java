package dev.konomi.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * The folder of archives: those that are finished, {@code name.jsa} or {@code name.aot}, and what processes are at, with
 * the process' number in the name, {@code name.42.recording} and {@code name.42.assembling}. A mark beside a recording
 * says that its start went well.
 */
final class ArchiveFiles {
    static final String KEEP = ".keep";

    private static final String RECORDED = ".recording";
    private static final String ASSEMBLING = ".assembling";

    private final Path folder;
    private final String name;
    private final FileTime built;

    ArchiveFiles(Path folder, String name, FileTime built) {
        this.folder = folder;
        this.name = name;
        this.built = built;
    }

    /** What other processes have left: a recording that can be used, and whether somebody is making an archive of it. */
    record Left(@Nullable Path recording, boolean inAssembly) {}

    Path archive(ArchiveKind kind) {
        return folder.resolve(name.concat(kind.suffix()));
    }

    /** Where this process records. */
    Path newRecording() {
        String process = Long.toString(ProcessHandle.current().pid());
        return folder.resolve(String.join("", name, ".", process, RECORDED));
    }

    /** Where a process puts together what becomes an archive. */
    static String unfinished(String recording, long process) {
        return String.join("", stem(recording), ".", Long.toString(process), ASSEMBLING);
    }

    /** The archive that is made of a recording. */
    static Path archiveOf(String recording) {
        return Path.of(stem(recording).concat(ArchiveKind.AHEAD_OF_TIME.suffix()));
    }

    /** Gives a finished file its place, as a whole even if the power goes: a JVM notices a short file, no empty page. */
    static void finish(Path file, Path archive) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
        Files.move(file, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void deleteRecording(Path recording) throws IOException {
        Files.deleteIfExists(Path.of(recording.toString().concat(KEEP)));
        Files.deleteIfExists(recording);
    }

    /** Finds what an earlier process has recorded, and clears away what others left unfinished or grew old. */
    Left sortOut() throws IOException {
        Path found = null;
        boolean inAssembly = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String own = file.getFileName().toString();
                if (isArchive(own)) {
                    if (Files.getLastModifiedTime(file).compareTo(built) < 0) {
                        Files.deleteIfExists(file);
                    }
                } else if (own.endsWith(ASSEMBLING)) {
                    if (!isRunning(own, ASSEMBLING)) {
                        Files.deleteIfExists(file);
                    } else if (own.startsWith(name)) {
                        inAssembly = true;
                    }
                } else if (own.endsWith(RECORDED) && !isRunning(own, RECORDED)) {
                    if (found == null && isUsable(file, own)) {
                        found = file;
                    } else {
                        deleteRecording(file);
                    }
                }
            }
        }
        return new Left(found, inAssembly);
    }

    /** The JVM writes the head of a file last. */
    static boolean isFinished(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() > 0;
        }
    }

    private boolean isUsable(Path file, String own) throws IOException {
        return own.startsWith(name) && Files.exists(folder.resolve(own.concat(KEEP))) && isFinished(file);
    }

    private static boolean isArchive(String own) {
        for (ArchiveKind kind : ArchiveKind.values()) {
            if (own.endsWith(kind.suffix())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the process in a file's name is there. This one has only begun; in a container they all have one number. */
    private static boolean isRunning(String own, String suffix) {
        int end = own.length() - suffix.length();
        String process = own.substring(own.lastIndexOf('.', end - 1) + 1, end);
        return Files.exists(Path.of("/proc", process))
                && !process.equals(Long.toString(ProcessHandle.current().pid()));
    }

    private static String stem(String recording) {
        return recording.substring(0, recording.lastIndexOf('.', recording.length() - RECORDED.length() - 1));
    }
}
