package dev.konomi.engine.hero;

import dev.konomi.bench.BenchCase;
import dev.konomi.bench.CaseSettings;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.diffusion.DenoiseBatch;
import dev.konomi.engine.diffusion.UnetNetwork;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.model.UnetSize;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One optimizer step of the forward-process update, as {@link ForwardTraining} takes it but on drawn images. */
final class ForwardStepCase implements BenchCase {
    private final CaseSettings settings;
    /** As the model that paints predicts. */
    private final Optional<UnetNetwork> old;

    private final ForwardNetwork network;
    private final LoraParameters parameters;
    private final AdamW optimizer;
    private final ForwardNetwork.Noised noised;
    private final Tensor truth;
    private final float[] strength;
    private SortedMap<String, Tensor> first = new TreeMap<>();

    ForwardStepCase(OnnxRuntime runtime, CaseSettings settings) {
        this.settings = settings;
        DiffusersFolder folder = DiffusersFolder.open(settings.path("model"));
        SortedMap<String, Tensor> in = settings.tensors("inputs");
        this.noised = new ForwardNetwork.Noised(in.get("latents"), in.get("timesteps"), in.get("text"));
        this.truth = in.get("truth");
        this.strength = in.get("strength").f32();
        this.parameters = TrainingBench.learner(folder, settings);
        this.optimizer = TrainingBench.optimizer(parameters);
        int height = truth.dim(2);
        int width = truth.dim(3);
        UnetSize size = UnetSize.of(folder.unet(), height, width, noised.text().dim(1));
        this.network = ForwardNetwork.open(runtime, folder, size, parameters.rank(), Precision.F32);
        this.old = network.predictsItself()
                ? Optional.empty()
                : Optional.of(UnetNetwork.withAdapters(runtime, folder, height, width));
    }

    @Override
    public void run() {
        var sum = new GradientSum();
        double loss = 0;
        int images = truth.dim(0);
        int chunk = settings.integer("chunk");
        for (int from = 0; from < images; from += chunk) {
            int to = Math.min(images, from + chunk);
            var some = noised.rows(from, to);
            var result =
                    network.run(parameters, some, target(some, from, to), HeroTesting.weights(to - from, 1f / images));
            sum.add(result.gradients());
            loss += result.loss();
        }
        double norm = GradientNorm.clip(sum.gradients(), settings.number("max_norm"));
        if (first.isEmpty()) {
            first = TrainingBench.first(loss, norm, sum);
        }
        optimizer.step(sum.gradients(), settings.number("learning_rate"));
    }

    /** From the base model's prediction towards the true noise, by each image's strength. */
    private Tensor target(ForwardNetwork.Noised some, int from, int to) {
        Tensor slots = Tensor.i64(new int[] {to - from}, new long[to - from]);
        var batch = new DenoiseBatch(some.latents(), some.timesteps(), some.text(), slots, List.of());
        Tensor predicted = network.predict(batch, with -> old.orElseThrow().predict(with));
        float[] target = predicted.f32().clone();
        float[] wanted = truth.rows(from, to).f32();
        int perRow = target.length / (to - from);
        for (int i = 0; i < target.length; i++) {
            target[i] += strength[from + i / perRow] * (wanted[i] - target[i]);
        }
        return Tensor.f32(predicted.shape(), target);
    }

    @Override
    public SortedMap<String, Tensor> results() {
        return first;
    }

    @Override
    public void close() {
        old.ifPresent(UnetNetwork::close);
        network.close();
    }
}
