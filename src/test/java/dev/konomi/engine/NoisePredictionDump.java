package dev.konomi.engine;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.checkpoint.SafetensorsWriter;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.DenoiseBatch;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.diffusion.DiffusionOptions;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes down what Konomi's UNet predicts, for whoever wants to compare it with another implementation
 * (src/test/python does).
 *
 * <p>Arguments: model folder, LoRA file or "base", inputs, output. The inputs are safetensors with latents [n, channels,
 * height, width], timesteps [n] and text [n, tokens, width], all F32; the output holds prediction, shaped as latents.
 */
public final class NoisePredictionDump {
    private NoisePredictionDump() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 4) {
            throw new IllegalArgumentException("expected: model folder, LoRA file or \"base\", inputs, output");
        }
        SafetensorsFile inputs = SafetensorsFile.open(Path.of(arguments[2]));
        Path cache = Files.createTempDirectory("konomi-graphs");
        try (OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(1));
                DiffusionModel model = DiffusionModel.open(
                        DiffusersFolder.open(Path.of(arguments[0])), runtime, cache, DiffusionOptions.DEFAULT)) {
            Tensor prediction = model.predict(batch(model, arguments[1], inputs));
            Files.write(
                    Path.of(arguments[3]),
                    SafetensorsWriter.write(new TreeMap<>(Map.of("prediction", prediction)), Map.of()));
        }
    }

    private static DenoiseBatch batch(DiffusionModel model, String lora, SafetensorsFile inputs) {
        Tensor latents = inputs.read("latents");
        long[] slots = new long[latents.dim(0)];
        List<AdapterRef> adapters = List.of();
        if (!lora.equals("base")) {
            SafetensorsFile file = SafetensorsFile.open(Path.of(lora));
            adapters = List.of(AdapterRef.of("under test", LoraFile.read(file, model.loraSites())));
            Arrays.fill(slots, 1);
        }
        return new DenoiseBatch(
                latents,
                inputs.read("timesteps"),
                inputs.read("text"),
                Tensor.i64(new int[] {slots.length}, slots),
                adapters);
    }
}
