package dev.konomi.engine.diffusion;

import dev.konomi.bench.BenchCase;
import dev.konomi.bench.CaseSettings;
import dev.konomi.bench.Tensors;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The UNet of a folder on a batch from a file: without adapters, or with a slot for each row, all in one call. */
public final class UnetBench implements BenchCase {
    private final UnetNetwork network;
    private final DenoiseBatch batch;
    private Tensor prediction = Tensor.zeros(0);

    private UnetBench(UnetNetwork network, DenoiseBatch batch) {
        this.network = network;
        this.batch = batch;
    }

    public static BenchCase open(OnnxRuntime runtime, CaseSettings settings) {
        DiffusersFolder folder = DiffusersFolder.open(settings.path("model"));
        List<Path> files = settings.paths("adapters");
        SortedMap<String, Tensor> inputs = settings.tensors("inputs");
        List<AdapterRef> adapters =
                files.stream().map(file -> adapter(folder, file)).toList();
        DenoiseBatch batch = new DenoiseBatch(
                inputs.get("latents"), inputs.get("timesteps"), inputs.get("text"), inputs.get("slots"), adapters);
        int height = batch.latents().dim(2);
        int width = batch.latents().dim(3);
        boolean base = settings.text("graph").equals("base");
        UnetNetwork network = base
                ? UnetNetwork.base(runtime, folder, height, width)
                : UnetNetwork.withAdapters(runtime, folder, height, width);
        return new UnetBench(network, batch);
    }

    private static AdapterRef adapter(DiffusersFolder folder, Path file) {
        return AdapterRef.of(file.toString(), lora(folder, file));
    }

    public static LoraWeights lora(DiffusersFolder folder, Path file) {
        return LoraFile.read(SafetensorsFile.open(file), LoraSites.of(folder.unet()));
    }

    @Override
    public void run() {
        prediction = network.predict(batch);
    }

    @Override
    public SortedMap<String, Tensor> results() {
        return new TreeMap<>(Map.of("prediction", prediction));
    }

    @Override
    public void close() {
        network.close();
    }

    /** Latents, time steps and texts, and slots 1, 2, … that the samples take in turn; all 0 where no slots are asked for. */
    public static void makeInputs(CaseSettings settings) {
        DiffusersFolder folder = DiffusersFolder.open(settings.path("model"));
        int rows = settings.integer("rows");
        int side = settings.integer("latent");
        int slotCount = settings.integer("slots");
        int perSample = settings.integer("rows_per_sample");
        GaussianNoise noise = GaussianNoise.seeded(1);
        SplittableRandom random = new SplittableRandom(2);
        float[] timesteps = new float[rows];
        long[] slots = new long[rows];
        for (int row = 0; row < rows; row++) {
            timesteps[row] = random.nextInt(1000);
            slots[row] = slotCount == 0 ? 0 : 1 + row / perSample % slotCount;
        }
        int textWidth = folder.unet().crossAttentionDim();
        SortedMap<String, Tensor> inputs = new TreeMap<>();
        inputs.put("latents", noise.tensor(rows, folder.unet().inChannels(), side, side));
        inputs.put("text", noise.tensor(rows, folder.tokenizer().maxLength(), textWidth));
        inputs.put("timesteps", Tensor.f32(new int[] {rows}, timesteps));
        inputs.put("slots", Tensor.i64(new int[] {rows}, slots));
        Tensors.write(settings.path("inputs"), inputs);
    }

    /** Random adapters on every site, large enough to change the prediction, in the files named. */
    public static void makeAdapters(CaseSettings settings) {
        DiffusersFolder folder = DiffusersFolder.open(settings.path("model"));
        int rank = settings.integer("rank");
        GaussianNoise noise = GaussianNoise.seeded(3);
        for (Path file : settings.paths("adapters")) {
            SortedMap<String, LoraPair> pairs = new TreeMap<>();
            LoraSites.of(folder.unet()).forEach(site -> {
                Tensor a = scaled(noise.tensor(rank, site.in()), 1 / Math.sqrt(site.in()));
                pairs.put(site.path(), new LoraPair(a, scaled(noise.tensor(site.out(), rank), 0.05)));
            });
            try {
                Files.write(file, LoraFile.writeDiffusers(new LoraWeights(rank, rank, pairs), Map.of()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Tensor scaled(Tensor tensor, double by) {
        float[] numbers = tensor.f32();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] *= (float) by;
        }
        return tensor;
    }
}
