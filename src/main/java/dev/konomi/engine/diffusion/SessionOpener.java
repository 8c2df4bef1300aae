package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.model.NetworkCompiler;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.runtime.SessionOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Opens the networks of one checkpoint, by way of a folder that keeps what the runtime made of them. A kept file is
 * good for one checkpoint, precision, compiler, runtime, device and processor, and all of them are in its name's digest.
 */
final class SessionOpener {
    /** What the runtime keeps holds every weight as F32; a large checkpoint's would not fit its format (2 GB). */
    private static final long LARGEST_KEPT_BYTES = 256L << 20;

    private static final SessionOptions OPTIONS = SessionOptions.defaults();

    private final DiffusersFolder folder;
    private final OnnxRuntime runtime;
    private final Path cacheFolder;
    private final Precision precision;
    private final boolean keeps;

    SessionOpener(DiffusersFolder folder, OnnxRuntime runtime, Path cacheFolder, Precision precision) {
        this.folder = folder;
        this.runtime = runtime;
        this.cacheFolder = cacheFolder;
        this.precision = precision;
        this.keeps = weightBytes(folder) <= LARGEST_KEPT_BYTES;
    }

    /**
     * @param name what the network is and for which size
     * @param model compiles it; asked only when it is not kept
     */
    OnnxSession open(String name, Supplier<byte[]> model) {
        if (!keeps) {
            return runtime.session(model.get(), folder.root(), OPTIONS);
        }
        Path kept = cacheFolder.resolve(name + "-" + key(name) + ".onnx");
        return runtime.cachedSession(model, folder.root(), OPTIONS, kept);
    }

    private String key(String name) {
        String identity = String.join(
                "\n",
                name,
                folder.digest(),
                "compiler " + NetworkCompiler.VERSION,
                "precision " + precision,
                "runtime " + runtime.version(),
                "device " + runtime.device(),
                "options " + OPTIONS,
                "processor " + Processor.INSTRUCTIONS);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static long weightBytes(DiffusersFolder folder) {
        List<Path> files = Stream.of(folder.unetWeights(), folder.textEncoderWeights(), folder.vaeWeights())
                .flatMap(weights -> weights.paths().stream())
                .toList();
        long sum = 0;
        for (Path file : files) {
            try {
                sum += Files.size(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sum;
    }
}
