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
     * @param known is asked first
     */
    static String of(SortedMap<String, Path> files, KnownDigests known) {
        FolderDigest digest = new FolderDigest();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Path path = file.getValue();
            digest.add(file.getKey(), known.of(path, "content", () -> contentOf(path)));
        }
        return digest.hex();
    }

    void add(String name, InputStream content) throws IOException {
        add(name, contentOf(content));
    }

    private void add(String name, String digest) {
        outer.update((digest + "  " + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String contentOf(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return contentOf(in);
        } catch (IOException e) {
            throw new CheckpointException(file.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    private static String contentOf(InputStream content) throws IOException {
        MessageDigest inner = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            inner.update(buffer, 0, n);
        }
        return HexFormat.of().formatHex(inner.digest());
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
