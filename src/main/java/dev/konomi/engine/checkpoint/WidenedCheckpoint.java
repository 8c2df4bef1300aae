package dev.konomi.engine.checkpoint;

import dev.konomi.engine.tensor.DType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A checkpoint's twin with every weight as F32, written once into the cache folder. A processor computes in F32;
 * weights that are stored so are mapped from their file and shared by all graphs and processes, while weights in half
 * precision would be widened anew for every graph, into memory of its own.
 */
public final class WidenedCheckpoint {
    private static final Object IN_THIS_PROCESS = new Object();

    private WidenedCheckpoint() {}

    /** The checkpoint itself where its networks are stored in F32, else its twin, which keeps its digest. */
    public static DiffusersFolder of(DiffusersFolder folder, Path cacheFolder) {
        if (networks(folder).allMatch(WidenedCheckpoint::isWide)) {
            return folder;
        }
        Path target = cacheFolder.resolve("f32-" + folder.digest().substring(0, 32));
        try {
            Files.createDirectories(cacheFolder);
            // a file lock fences processes only, and two of one process even collide
            synchronized (IN_THIS_PROCESS) {
                try (FileChannel channel = FileChannel.open(
                                cacheFolder.resolve("f32.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    if (!lock.isValid() || !Files.isDirectory(target)) {
                        write(folder, cacheFolder, target);
                    }
                }
            }
        } catch (IOException e) {
            throw unwritable(folder, cacheFolder, e);
        }
        return DiffusersFolder.open(target, folder.digest());
    }

    private static Stream<WeightFiles> networks(DiffusersFolder folder) {
        return Stream.of(folder.unetWeights(), folder.textEncoderWeights(), folder.vaeWeights());
    }

    private static boolean isWide(WeightFiles weights) {
        return weights.names().stream()
                .map(name -> weights.entry(name).dtype())
                .allMatch(dtype -> dtype == DType.F32 || !SafetensorsFile.isReal(dtype));
    }

    /** Into a folder beside the target first, and there in one move. */
    private static void write(DiffusersFolder folder, Path cacheFolder, Path target) throws IOException {
        Path fresh = Files.createTempDirectory(cacheFolder, "f32-widening-");
        try {
            List<Path> weights = networks(folder)
                    .flatMap(network -> network.paths().stream())
                    .toList();
            for (Path file : everything(folder, weights)) {
                Path twin = fresh.resolve(folder.root().relativize(file));
                Files.createDirectories(twin.getParent());
                if (weights.contains(file)) {
                    WideningWriter.write(SafetensorsFile.open(file), twin);
                } else {
                    Files.copy(file, twin);
                }
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FolderRemoval.of(fresh);
        }
    }

    /** The files that count for the digest, and the indexes of shards. */
    private static List<Path> everything(DiffusersFolder folder, List<Path> weights) throws IOException {
        List<Path> files = new ArrayList<>(folder.files().values());
        for (Path part : weights.stream().map(Path::getParent).distinct().toList()) {
            try (Stream<Path> siblings = Files.list(part)) {
                siblings.filter(file -> file.toString().endsWith(".json") && !files.contains(file))
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static CheckpointException unwritable(DiffusersFolder folder, Path cacheFolder, IOException e) {
        long bytes = networks(folder)
                .flatMap(weights -> weights.names().stream().map(weights::entry))
                .mapToLong(entry -> entry.elementCount() * Float.BYTES)
                .sum();
        return new CheckpointException(
                cacheFolder.toString(),
                "cannot take the checkpoint's weights in single precision, " + (bytes >> 20)
                        + " MiB; give the cache folder more room or another place: " + e,
                e);
    }
}
