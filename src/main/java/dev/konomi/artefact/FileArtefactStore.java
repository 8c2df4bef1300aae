package dev.konomi.artefact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Artefacts as files: one folder per tenant, one file per key, nothing beside them. A file appears by one rename after
 * its bytes reached the disk, and the rename itself is synced, so whatever was acknowledged survives a power cut.
 */
public final class FileArtefactStore implements ArtefactStore {

    private static final Logger LOG = Logger.getLogger(FileArtefactStore.class);
    private static final String UNFINISHED = ".unfinished";
    /** A put takes seconds; a temporary file of this age was left by a killed process. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    /** Room for a few pictures; with less the next put is likely to fail. */
    private static final long LEAST_ROOM_BYTES = 1 << 20;

    private final Path root;
    private final Path unfinished;
    private final Duration retryAfter;

    private FileArtefactStore(Path root, Duration retryAfter) {
        this.root = root;
        this.unfinished = root.resolve(UNFINISHED);
        this.retryAfter = retryAfter;
    }

    public static FileArtefactStore open(Path root, Duration retryAfter, Clock clock) {
        FileArtefactStore store = new FileArtefactStore(root.toAbsolutePath().normalize(), retryAfter);
        try {
            SyncedFolders.create(store.unfinished);
            store.removeAbandoned(clock.instant());
        } catch (IOException e) {
            throw store.unavailable("cannot use the artefact folder " + store.root, e);
        }
        return store;
    }

    @Override
    public void ensureTenant(String tenant) {
        Path folder = folder(tenant);
        try {
            SyncedFolders.create(folder);
        } catch (IOException e) {
            throw unavailable("cannot make the artefact folder " + folder, e);
        }
    }

    @Override
    public ArtefactRef put(String tenant, String key, byte[] bytes) {
        Path target = file(tenant, key);
        String sha256 = Sha256.of(bytes);
        Path temporary = unfinished.resolve(UUID.randomUUID().toString());
        try {
            if (!holds(target, sha256, bytes.length)) {
                write(temporary, bytes);
                Path folder = parent(target);
                SyncedFolders.create(folder);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                SyncedFolders.sync(folder);
            }
            return new ArtefactRef(key, sha256, bytes.length);
        } catch (IOException e) {
            discard(temporary);
            throw unavailable("cannot write artefact " + key + " of " + bytes.length + " bytes", e);
        }
    }

    @Override
    public byte[] get(String tenant, String key, String sha256) {
        Path file = file(tenant, key);
        Sha256.requireDigest(sha256);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ArtefactNotFoundException(ArtefactNames.container(tenant), key);
        } catch (IOException e) {
            throw unavailable("cannot read artefact " + key, e);
        }
        String found = Sha256.of(bytes);
        if (!found.equals(sha256)) {
            throw new ArtefactCorruptException(ArtefactNames.container(tenant), key, sha256, found);
        }
        return bytes;
    }

    @Override
    public boolean exists(String tenant, String key) {
        return Files.isRegularFile(file(tenant, key));
    }

    @Override
    public void delete(String tenant, String key) {
        Path file = file(tenant, key);
        try {
            if (Files.deleteIfExists(file)) {
                SyncedFolders.sync(parent(file));
            }
        } catch (IOException e) {
            throw unavailable("cannot delete artefact " + key, e);
        }
    }

    @Override
    public List<String> list(String tenant, String prefix) {
        Path folder = folder(tenant);
        ArtefactNames.requirePrefix(prefix);
        Path start = folder.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(key -> key.startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unavailable("cannot list the artefacts below " + prefix, e);
        }
    }

    @Override
    public void check() {
        if (!Files.isWritable(unfinished)) {
            throw unavailable("cannot write into the artefact folder " + root, new IOException("not writable"));
        }
        requireRoom();
    }

    private void requireRoom() {
        try {
            long room = Files.getFileStore(unfinished).getUsableSpace();
            if (room < LEAST_ROOM_BYTES) {
                throw unavailable(
                        "the artefact folder " + root + " is full", new IOException(room + " bytes are left"));
            }
        } catch (IOException e) {
            throw unavailable("cannot tell how much room the artefact folder " + root + " has", e);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    private static boolean holds(Path file, String sha256, long size) throws IOException {
        return Files.isRegularFile(file)
                && Files.size(file) == size
                && Sha256.of(Files.readAllBytes(file)).equals(sha256);
    }

    private Path folder(String tenant) {
        return root.resolve(ArtefactNames.container(tenant));
    }

    private Path file(String tenant, String key) {
        return folder(tenant).resolve(ArtefactNames.requireKey(key));
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("no folder holds " + file);
        }
        return parent;
    }

    private void removeAbandoned(Instant now) throws IOException {
        try (Stream<Path> files = Files.list(unfinished)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(ABANDONED))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.warnf(e, "cannot remove the unfinished file %s", temporary);
        }
    }

    private ArtefactUnavailableException unavailable(String what, IOException cause) {
        return new ArtefactUnavailableException(what + ": " + cause.getMessage(), retryAfter, cause);
    }
}
