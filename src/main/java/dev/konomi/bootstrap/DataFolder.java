package dev.konomi.bootstrap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder that holds everything the embedded services keep; one process at a time may use it. */
public final class DataFolder {
    private static final String LOCK_FILE = "konomi.lock";

    private final Path path;

    /** Kept in reach: a channel that is garbage gets closed, and its lock with it. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Creates the folder where it is missing, for this user alone, and locks it until the process ends, however it
     * ends. The caller keeps the result for as long.
     *
     * @throws StartRefusedException when another process uses the folder, or it cannot be written
     */
    public static DataFolder claim(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            create(absolute);
            return new DataFolder(absolute, lock(absolute));
        } catch (IOException e) {
            throw new StartRefusedException(
                    "The data folder " + absolute + " cannot be used: " + e.getMessage()
                            + ". Choose another by KONOMI_DATA or -Dkonomi.data=.",
                    e);
        }
    }

    private static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                channel.close();
                throw new StartRefusedException("The data folder " + folder
                        + " is in use by another Konomi process. Stop it, or choose another folder by KONOMI_DATA or"
                        + " -Dkonomi.data=.");
            }
        } catch (OverlappingFileLockException e) {
            // Hot reload runs main again in the same process, which holds the lock already. Closing this channel would
            // give that lock back, so both stay open.
            return channel;
        }
        return channel;
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
