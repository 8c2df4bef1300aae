package dev.konomi.engine.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * SHA-256 sums that were computed by an earlier start. One is believed as long as its file has the same size, times of
 * change and number on its disk, of which one time (ctime) is set at every write and cannot be set back; reading
 * gigabytes of weights at each start to find them unchanged takes longer than all the rest. A sum that is not known, or
 * not believed, is computed.
 */
public final class KnownDigests {
    private final Optional<Path> store;
    private final Map<String, String> digestOf = new ConcurrentHashMap<>();
    private volatile boolean changed;

    private KnownDigests(Optional<Path> store) {
        this.store = store;
    }

    /** None, and none will be kept. */
    static KnownDigests none() {
        return new KnownDigests(Optional.empty());
    }

    /**
     * The sums kept in a file.
     *
     * @param store one line for each sum; made by {@link #save}, and may be deleted at any time
     */
    public static KnownDigests in(Path store) {
        KnownDigests known = new KnownDigests(Optional.of(store));
        if (Files.exists(store)) {
            try {
                Files.readAllLines(store, StandardCharsets.UTF_8).forEach(known::add);
            } catch (IOException e) {
                known.changed = true; // unreadable is as good as empty
            }
        }
        return known;
    }

    /**
     * The sum that belongs to a file.
     *
     * @param file decides by its attributes whether the sum is believed
     * @param what tells several sums of one file apart
     * @param compute asked when the sum is not known
     */
    String of(Path file, String what, Supplier<String> compute) {
        String identity = identity(file, what);
        return digestOf.computeIfAbsent(identity, unknown -> {
            changed = true;
            return compute.get();
        });
    }

    /** Keeps what was computed. A store that cannot be written costs the next start time and nothing else. */
    void save() {
        if (!changed || store.isEmpty()) {
            return;
        }
        changed = false;
        Path kept = store.get().toAbsolutePath();
        StringBuilder lines = new StringBuilder();
        digestOf.forEach((identity, digest) ->
                lines.append(digest).append(' ').append(identity).append('\n'));
        try {
            Path folder = Files.createDirectories(kept.getParent());
            Path draft = Files.createTempFile(folder, "digests", ".tmp");
            Files.writeString(draft, lines, StandardCharsets.UTF_8);
            Files.move(draft, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            changed = true;
        }
    }

    private void add(String line) {
        int space = line.indexOf(' ');
        if (space > 0) {
            digestOf.put(line.substring(space + 1), line.substring(0, space));
        }
    }

    /** When the file or its attributes were last written, where the system tells it. */
    private static String changed(Path file) throws IOException {
        return Files.getFileStore(file).supportsFileAttributeView("unix")
                ? String.valueOf(Files.getAttribute(file, "unix:ctime"))
                : "";
    }

    private static String identity(Path file, String what) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return String.join(
                    " ",
                    Long.toString(found.size()),
                    found.lastModifiedTime().toString(),
                    String.valueOf(found.fileKey()),
                    changed(file),
                    what,
                    file.toAbsolutePath().normalize().toString());
        } catch (IOException e) {
            throw new CheckpointException(file.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }
}
