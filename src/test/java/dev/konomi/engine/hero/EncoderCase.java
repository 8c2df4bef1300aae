package dev.konomi.engine.hero;

import dev.konomi.bench.BenchCase;
import dev.konomi.bench.CaseSettings;
import dev.konomi.bench.Tensors;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** All epochs of a reward encoder on the labels of one round, from the same first weights each time. */
final class EncoderCase implements BenchCase {
    private static final int IMAGES = 64;
    private static final int GOOD = 20;

    private final CaseSettings settings;
    private final RewardEncoder encoder;
    private final SortedMap<String, Tensor> start;
    private final SortedMap<String, Tensor> data;
    private float[] losses = new float[0];

    EncoderCase(OnnxRuntime runtime, CaseSettings settings) {
        this.settings = settings;
        this.start = settings.tensors("weights");
        this.data = settings.tensors("inputs");
        this.encoder = RewardEncoder.open(runtime, shape(settings, data.get("latents")), settings.number("margin"));
    }

    private static EncoderShape shape(CaseSettings settings, Tensor latents) {
        return new EncoderShape(
                latents.dim(1),
                latents.dim(2),
                latents.dim(3),
                settings.integer("representation"),
                settings.integers("projections"));
    }

    @Override
    public void run() {
        SortedMap<String, Tensor> weights = new TreeMap<>();
        start.forEach((name, tensor) ->
                weights.put(name, Tensor.f32(tensor.shape(), tensor.f32().clone())));
        var optimizer = new AdamW(AdamW.Settings.ADAM, weights, Map.of());
        int epochs = data.get("positives").dim(0);
        losses = new float[epochs];
        for (int epoch = 0; epoch < epochs; epoch++) {
            var triplets = new Triplets(indices("positives", epoch), indices("negatives", epoch));
            var step = encoder.step(weights, data.get("latents"), EncoderLesson.ANCHOR, triplets);
            optimizer.step(step.gradients(), settings.number("learning_rate"));
            losses[epoch] = (float) step.loss();
        }
    }

    private int[] indices(String name, int epoch) {
        long[] row = data.get(name).rows(epoch, epoch + 1).i64();
        int[] indices = new int[row.length];
        for (int i = 0; i < row.length; i++) {
            indices[i] = (int) row[i];
        }
        return indices;
    }

    @Override
    public SortedMap<String, Tensor> results() {
        return new TreeMap<>(Map.of("losses", Tensor.f32(new int[] {losses.length}, losses)));
    }

    @Override
    public void close() {
        encoder.close();
    }

    /** 64 latents, the first the anchor, the next 20 good; as many triplets in each epoch as there are images. */
    static void makeInputs(CaseSettings settings) {
        int side = settings.integer("latent");
        int epochs = settings.integer("epochs");
        Tensor latents = GaussianNoise.seeded(31).tensor(IMAGES, 4, side, side);
        SplittableRandom random = new SplittableRandom(32);
        long[] positives = random.longs((long) epochs * IMAGES, 1, 1 + GOOD).toArray();
        long[] negatives =
                random.longs((long) epochs * IMAGES, 1 + GOOD, IMAGES).toArray();
        SortedMap<String, Tensor> data = new TreeMap<>();
        data.put("latents", latents);
        data.put("positives", Tensor.i64(new int[] {epochs, IMAGES}, positives));
        data.put("negatives", Tensor.i64(new int[] {epochs, IMAGES}, negatives));
        Tensors.write(settings.path("inputs"), data);
        Tensors.write(settings.path("weights"), shape(settings, latents).initialWeights(33));
    }
}
