package dev.konomi.engine.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/** SHA-256 over named contents, in the order of their names: the same files, wherever they lie, have the same digest. */
final class FolderDigest {
    private static final int BUFFER_BYTES = 1 << 16;

    private final MessageDigest outer = sha256();

    /**
     * The digest of files on disk.
     *
     * @param files relative name (with '/') to the file
     */
    static String of(SortedMap<String, Path> files) {
        FolderDigest digest = new FolderDigest();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            try (InputStream in = Files.newInputStream(file.getValue())) {
                digest.add(file.getKey(), in);
            } catch (IOException e) {
                throw new CheckpointException(file.getValue().toString(), "cannot be read: " + e.getMessage(), e);
            }
        }
        return digest.hex();
    }

    void add(String name, InputStream content) throws IOException {
        MessageDigest inner = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            inner.update(buffer, 0, n);
        }
        String line = HexFormat.of().formatHex(inner.digest()) + "  " + name + "\n";
        outer.update(line.getBytes(StandardCharsets.UTF_8));
    }

    String hex() {
        return HexFormat.of().formatHex(outer.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
