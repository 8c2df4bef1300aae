package dev.konomi.bootstrap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder that holds everything the embedded services keep; one process at a time may use it. */
public final class DataFolder {
    private static final String LOCK_FILE = "konomi.lock";

    private final Path path;

    private DataFolder(Path path) {
        this.path = path;
    }

    /**
     * Creates the folder where it is missing and locks it until the process ends, however it ends.
     *
     * @throws StartRefusedException when another process uses the folder, or it cannot be written
     */
    public static DataFolder claim(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            lock(absolute);
            return new DataFolder(absolute);
        } catch (IOException e) {
            throw new StartRefusedException(
                    "The data folder " + absolute + " cannot be used: " + e.getMessage()
                            + ". Choose another by KONOMI_DATA or -Dkonomi.data=.",
                    e);
        }
    }

    // The channel stays open on purpose: closing it would give the lock back.
    @SuppressWarnings("resource")
    private static void lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new StartRefusedException("The data folder " + folder
                        + " is in use by another Konomi process. Stop it, or choose another folder by KONOMI_DATA or"
                        + " -Dkonomi.data=.");
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            // Hot reload runs main again in the same process, which holds the lock already.
            channel.close();
        }
    }

    /** Absolute path of the folder. */
    public Path path() {
        return path;
    }

    /** Absolute path of an entry of the folder. */
    public Path resolve(String name) {
        return path.resolve(name);
    }
}
