package dev.konomi.engine.golden;

import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.diffusion.DiffusionOptions;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.runtime.SessionOptions;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Opens a golden folder's networks on the CPU, in a cache folder that all of a JVM's checks share. */
final class Networks {
    private static final Path CACHE = temporaryFolder();

    private Networks() {}

    static DiffusionModel open(GoldenFolder folder) {
        return open(folder, Precision.F32);
    }

    static DiffusionModel open(GoldenFolder folder, Precision precision) {
        return DiffusionModel.open(
                folder.model(),
                OnnxRuntime.open(RuntimeOptions.cpu(1)),
                CACHE,
                DiffusionOptions.DEFAULT.withPrecision(precision));
    }

    /** Runs one model of a golden folder once. */
    static Tensor run(GoldenFolder folder, byte[] onnx, String input, Tensor value, String output) {
        try (OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(1));
                OnnxSession session = runtime.session(onnx, folder.model().root(), SessionOptions.defaults())) {
            return session.run(Map.of(input, value), List.of(output)).get(output);
        }
    }

    /** The folder's adapters, as slots 1, 2, … have them. */
    static List<AdapterRef> adapters(GoldenFolder folder) {
        return IntStream.rangeClosed(1, folder.adapters())
                .mapToObj(n -> AdapterRef.of("adapter" + n, folder.lora(n)))
                .toList();
    }

    private static Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("golden-networks");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
