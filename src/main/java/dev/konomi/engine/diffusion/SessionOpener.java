package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.model.NetworkCompiler;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.runtime.Device;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.runtime.SessionOptions;
import dev.konomi.engine.runtime.WeightPlace;
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
 *
 * <p>A small checkpoint is kept with its weights inside. A large one, which protobuf could not hold, is kept for the
 * usual picture size with its weights in a file beside, rewritten for speed and mapped; at other sizes its networks
 * read the checkpoint's own files, which costs neither disk nor memory and is about 15 % slower.
 */
final class SessionOpener {
    private static final long LARGEST_SMALL_BYTES = 256L << 20;

    /** Whether a network is for the size that most pictures have. */
    enum Use {
        USUAL,
        OTHER
    }

    private final DiffusersFolder folder;
    private final OnnxRuntime runtime;
    private final Path cacheFolder;
    private final Precision precision;
    private final boolean small;

    SessionOpener(DiffusersFolder folder, OnnxRuntime runtime, Path cacheFolder, Precision precision) {
        this.folder = folder;
        this.runtime = runtime;
        this.cacheFolder = cacheFolder;
        this.precision = precision;
        this.small = isSmall(folder);
    }

    /** Whether all weights together are few enough to be held several times. */
    static boolean isSmall(DiffusersFolder folder) {
        return weightBytes(folder) <= LARGEST_SMALL_BYTES;
    }

    /**
     * @param name what the network is and for which size
     * @param fast how it is fastest; a large checkpoint at another size than the usual is {@link SessionOptions#mapped}
     * @param model compiles it; asked only when it is not kept
     */
    OnnxSession open(String name, Use use, SessionOptions fast, Supplier<byte[]> model) {
        if (small) {
            return runtime.cachedSession(model, folder.root(), fast, kept(name, fast), WeightPlace.INSIDE);
        }
        if (runtime.device() == Device.CUDA) {
            return runtime.session(model.get(), folder.root(), fast);
        }
        return switch (use) {
            case USUAL -> runtime.cachedSession(model, folder.root(), fast, kept(name, fast), WeightPlace.BESIDE);
            case OTHER -> runtime.session(model.get(), folder.root(), SessionOptions.mapped());
        };
    }

    private Path kept(String name, SessionOptions how) {
        return cacheFolder.resolve(name + "-" + key(name, how) + ".onnx");
    }

    private String key(String name, SessionOptions how) {
        String identity = String.join(
                "\n",
                name,
                folder.digest(),
                "compiler " + NetworkCompiler.VERSION,
                "precision " + precision,
                "runtime " + runtime.version(),
                "device " + runtime.device(),
                "options " + how,
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
