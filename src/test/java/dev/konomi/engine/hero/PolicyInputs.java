package dev.konomi.engine.hero;

import dev.konomi.bench.CaseSettings;
import dev.konomi.bench.Tensors;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.diffusion.DenoiseBatch;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.diffusion.UnetBench;
import dev.konomi.engine.diffusion.UnetNetwork;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Draws the recorded steps that both sides learn from, each with the adapter that will learn, so that probability
 * ratios start at 1.
 */
final class PolicyInputs {
    private static final String[] NUMBERS = {"timesteps", "ofLatents", "ofOutput", "sigma", "old", "advantage"};

    private final CaseSettings settings;
    private final DiffusersFolder folder;
    private final DdimSchedule schedule;
    private final AdapterRef adapter;
    private final int n;

    PolicyInputs(CaseSettings settings) {
        this.settings = settings;
        this.folder = DiffusersFolder.open(settings.path("model"));
        this.schedule = DdimSchedule.of(folder.scheduler(), settings.integer("steps"));
        this.adapter = AdapterRef.of(
                "learner", UnetBench.lora(folder, settings.paths("adapters").get(0)));
        this.n = settings.integer("transitions");
    }

    void write(OnnxRuntime runtime) {
        int side = settings.integer("latent");
        SortedMap<String, Tensor> inputs = new TreeMap<>();
        try (UnetNetwork network = UnetNetwork.withAdapters(runtime, folder, side, side)) {
            draw(network, inputs, side);
        }
        Tensors.write(settings.path("inputs"), inputs);
    }

    private void draw(UnetNetwork network, SortedMap<String, Tensor> inputs, int side) {
        Tensor latents = GaussianNoise.seeded(21).tensor(n, folder.unet().inChannels(), side, side);
        Tensor text = TrainingBench.texts(folder, n, 23);
        Tensor empty = TrainingBench.texts(folder, 1, 24);
        Tensor next = Tensor.zeros(latents.shape());
        SplittableRandom random = new SplittableRandom(22);
        GaussianNoise noise = GaussianNoise.seeded(25);
        float[][] numbers = new float[NUMBERS.length][n];
        long[] steps = new long[n];
        for (int i = 0; i < n; i++) {
            int step = random.nextInt(schedule.steps() - 1);
            Tensor x = latents.rows(i, i + 1);
            Tensor prediction = guided(network, x, schedule.timestep(step), text.rows(i, i + 1), empty);
            var at = schedule.coefficients(step, TrainingBench.ETA);
            var taken = schedule.step(prediction, step, x, TrainingBench.ETA, noise.tensor(x.shape()));
            System.arraycopy(taken.latents().f32(), 0, next.f32(), i * x.elementCount(), x.elementCount());
            steps[i] = step;
            numbers[0][i] = schedule.timestep(step);
            numbers[1][i] = (float) at.ofLatents();
            numbers[2][i] = (float) at.ofOutput();
            numbers[3][i] = (float) at.sigma();
            numbers[4][i] = taken.logProbability();
            numbers[5][i] = (float) (random.nextDouble() * 4 - 2);
        }
        inputs.put("latents", latents);
        inputs.put("next", next);
        inputs.put("text", text);
        inputs.put("empty_text", empty);
        inputs.put("step", Tensor.i64(new int[] {n}, steps));
        IntStream.range(0, NUMBERS.length).forEach(i -> inputs.put(NUMBERS[i], Tensor.f32(new int[] {n}, numbers[i])));
    }

    private Tensor guided(UnetNetwork network, Tensor x, int timestep, Tensor text, Tensor empty) {
        Tensor both = network.predict(new DenoiseBatch(
                Tensor.concat(List.of(x, x)),
                Tensor.f32(new int[] {2}, new float[] {timestep, timestep}),
                Tensor.concat(List.of(empty, text)),
                Tensor.i64(new int[] {2}, new long[] {1, 1}),
                List.of(adapter)));
        float[] without = both.rows(0, 1).f32();
        float[] with = both.rows(1, 2).f32();
        float[] guided = new float[with.length];
        float scale = (float) settings.number("guidance");
        for (int i = 0; i < guided.length; i++) {
            guided[i] = without[i] + scale * (with[i] - without[i]);
        }
        return Tensor.f32(x.shape(), guided);
    }
}
