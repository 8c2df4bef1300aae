package dev.konomi.engine.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * What the runtime made of a model, in a file, with its weights in it or beside it. It is written into a folder of its
 * own and moved into place, the model last: a model that is there is whole.
 */
final class KeptModel {
    /** Smaller numbers stay in the model itself. */
    private static final int SMALLEST_BESIDE_BYTES = 1024;

    private final Path file;
    private final Path folder;
    private final WeightPlace place;

    KeptModel(Path file, WeightPlace place) {
        this.file = file.toAbsolutePath();
        this.folder = Objects.requireNonNull(this.file.getParent(), "a kept model stands in a folder");
        this.place = place;
    }

    /** Opens a session with the options that it is handed, and closes it. */
    interface Rewriting {
        void run(OrtSession.SessionOptions options) throws OrtException;
    }

    Path folder() {
        return folder;
    }

    boolean exists() {
        return Files.exists(file);
    }

    byte[] read() throws IOException {
        return Files.readAllBytes(file);
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(weights(folder()));
    }

    void write(OrtSession.SessionOptions options, Rewriting rewriting) throws IOException, OrtException {
        Path drafts = Files.createTempDirectory(Files.createDirectories(folder()), "optimised");
        Path draft = drafts.resolve(file.getFileName());
        Path weights = weights(drafts);
        try {
            options.setOptimizedModelFilePath(draft.toString());
            if (place == WeightPlace.BESIDE) {
                String session = "session.";
                options.addConfigEntry(
                        session + "optimized_model_external_initializers_file_name",
                        weights.getFileName().toString());
                options.addConfigEntry(
                        session + "optimized_model_external_initializers_min_size_in_bytes",
                        Integer.toString(SMALLEST_BESIDE_BYTES));
                options.addConfigEntry(session + "save_external_prepacked_constant_initializers", "1");
            }
            rewriting.run(options);
            if (Files.exists(weights)) {
                put(weights, weights(folder()));
            }
            put(draft, file);
        } finally {
            Files.deleteIfExists(draft);
            Files.deleteIfExists(weights);
            Files.deleteIfExists(drafts);
        }
    }

    private Path weights(Path in) {
        return in.resolve(file.getFileName() + ".weights");
    }

    private static void put(Path draft, Path at) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(draft, at, StandardCopyOption.ATOMIC_MOVE);
    }
}
