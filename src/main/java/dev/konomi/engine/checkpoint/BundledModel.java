package dev.konomi.engine.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The base model that lies in the jar. ONNX Runtime maps weights from files, so it is unpacked once into a folder named
 * by its digest, and checked against the jar at every start, by reading what has changed since the last.
 */
public final class BundledModel {
    private static final String ROOT = "/basemodel/";
    private static final String INDEX = "index.txt";
    /** Kept in the cache folder: sums that the next start need not compute. */
    private static final String DIGESTS = "digests.txt";

    private static final Object IN_THIS_PROCESS = new Object();

    private BundledModel() {}

    /**
     * Unpacks the model where it is not yet, and mends it where it was damaged. Any number of processes may do so at
     * once; a reader of a finished folder is never disturbed.
     *
     * @param cacheFolder is created where it is missing
     * @return a folder for {@link DiffusersFolder#open}
     */
    public static Path materialize(Path cacheFolder) {
        try {
            List<String> names = names();
            KnownDigests known = KnownDigests.in(cacheFolder.resolve(DIGESTS));
            String digest = digestOfResources(names, known);
            Path target = cacheFolder.resolve("basemodel-" + digest.substring(0, 32));
            Files.createDirectories(cacheFolder);
            // a file lock fences processes only, and two of one process even collide
            synchronized (IN_THIS_PROCESS) {
                try (FileChannel channel = FileChannel.open(
                                cacheFolder.resolve("basemodel.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    if (!lock.isValid() || !isWhole(target, names, digest, known)) {
                        unpack(names, cacheFolder, target);
                    }
                }
            }
            known.save();
            return target;
        } catch (IOException | UncheckedIOException e) {
            throw new CheckpointException(
                    cacheFolder.toString(), "the bundled base model cannot be unpacked: " + e.getMessage(), e);
        }
    }

    /** The files of the model, as the index resource lists them. */
    static List<String> names() throws IOException {
        try (InputStream in = resource(INDEX)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .sorted()
                    .toList();
        }
    }

    private static String digestOfResources(List<String> names, KnownDigests known) throws IOException {
        Optional<Path> jar = jar();
        return jar.isEmpty() ? digestOfResources(names) : known.of(jar.get(), ROOT, () -> digestOfResources(names));
    }

    /** The jar that this class and the model came in; empty where they lie in folders. */
    private static Optional<Path> jar() {
        CodeSource source = BundledModel.class.getProtectionDomain().getCodeSource();
        if (source == null || !source.getLocation().getProtocol().equals("file")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String digestOfResources(List<String> names) {
        FolderDigest digest = new FolderDigest();
        for (String name : names) {
            try (InputStream in = resource(name)) {
                digest.add(name, in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return digest.hex();
    }

    private static boolean isWhole(Path target, List<String> names, String digest, KnownDigests known) {
        SortedMap<String, Path> files = new TreeMap<>();
        names.forEach(name -> files.put(name, target.resolve(name)));
        return files.values().stream().allMatch(Files::isRegularFile)
                && FolderDigest.of(files, known).equals(digest);
    }

    /** Into a folder beside the target first, and there in one move. */
    private static void unpack(List<String> names, Path cacheFolder, Path target) throws IOException {
        Path fresh = Files.createTempDirectory(cacheFolder, "basemodel-unpacking-");
        try {
            for (String name : names) {
                Path file = fresh.resolve(name);
                Files.createDirectories(file.getParent());
                write(name, file);
            }
            if (Files.exists(target)) {
                Path damaged = Files.createTempDirectory(cacheFolder, "basemodel-damaged-");
                Files.move(target, damaged.resolve("was"), StandardCopyOption.ATOMIC_MOVE);
                FolderRemoval.of(damaged);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FolderRemoval.of(fresh);
        }
    }

    private static void write(String name, Path file) throws IOException {
        try (InputStream in = resource(name);
                FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            in.transferTo(Channels.newOutputStream(out));
            out.force(true);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = BundledModel.class.getResourceAsStream(ROOT + name);
        if (in == null) {
            throw new IOException("the class path holds no " + ROOT + name);
        }
        return in;
    }
}
