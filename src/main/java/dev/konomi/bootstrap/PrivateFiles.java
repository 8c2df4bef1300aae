package dev.konomi.bootstrap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Files that only the user who runs the process may read. */
final class PrivateFiles {
    private static final int SECRET_BYTES = 32;

    private PrivateFiles() {}

    /** Creates an empty file that nobody else could ever open, not even for a moment. */
    static void create(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    /** The random secret kept in {@code file}; drawn on the first call. */
    static String secret(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            byte[] bytes = new byte[SECRET_BYTES];
            random.nextBytes(bytes);
            if (!Files.exists(file)) {
                create(file);
            }
            Files.writeString(file, HexFormat.of().formatHex(bytes), StandardCharsets.UTF_8);
        }
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }
}
