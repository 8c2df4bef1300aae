package dev.konomi.engine.hero;

import dev.konomi.bench.BenchCase;
import dev.konomi.bench.CaseSettings;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.diffusion.RecordedStep;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.model.UnetSize;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One optimizer step of DDPO, as {@link PolicyTraining} takes it: pieces, their sum, clip, AdamW. */
final class PolicyStepCase implements BenchCase {
    private final CaseSettings settings;
    private final PolicyNetwork network;
    private final LoraParameters parameters;
    private final AdamW optimizer;
    private final List<Transition> transitions;
    private SortedMap<String, Tensor> first = new TreeMap<>();

    PolicyStepCase(OnnxRuntime runtime, CaseSettings settings) {
        this.settings = settings;
        DiffusersFolder folder = DiffusersFolder.open(settings.path("model"));
        SortedMap<String, Tensor> inputs = settings.tensors("inputs");
        this.parameters = TrainingBench.learner(folder, settings);
        this.optimizer = TrainingBench.optimizer(parameters);
        this.transitions = transitions(inputs);
        Tensor latents = inputs.get("latents");
        Tensor empty = inputs.get("empty_text");
        var graph = new PolicyGraph.Settings(
                UnetSize.of(folder.unet(), latents.dim(2), latents.dim(3), empty.dim(1)),
                parameters.rank(),
                settings.number("guidance"),
                settings.number("clip_range"),
                Precision.F32);
        var schedule = DdimSchedule.of(folder.scheduler(), settings.integer("steps"));
        this.network = PolicyNetwork.open(
                runtime, folder, graph, schedule, TrainingBench.ETA, empty.reshape(empty.dim(1), empty.dim(2)));
    }

    private static List<Transition> transitions(SortedMap<String, Tensor> in) {
        List<Transition> transitions = new ArrayList<>();
        for (int i = 0; i < in.get("latents").dim(0); i++) {
            var step = new RecordedStep(
                    (int) in.get("step").i64()[i],
                    (int) in.get("timesteps").f32()[i],
                    row(in.get("latents"), i),
                    row(in.get("next"), i),
                    in.get("old").f32()[i]);
            transitions.add(new Transition(
                    step, row(in.get("text"), i), in.get("advantage").f32()[i]));
        }
        return transitions;
    }

    private static Tensor row(Tensor tensor, int i) {
        Tensor row = tensor.rows(i, i + 1);
        int[] shape = row.shape();
        int[] inner = new int[shape.length - 1];
        System.arraycopy(shape, 1, inner, 0, inner.length);
        return row.reshape(inner);
    }

    @Override
    public void run() {
        var sum = new GradientSum();
        double loss = 0;
        int chunk = settings.integer("chunk");
        for (int from = 0; from < transitions.size(); from += chunk) {
            var some = transitions.subList(from, Math.min(transitions.size(), from + chunk));
            var result = network.run(parameters, some, 1f / transitions.size());
            sum.add(result.gradients());
            loss += result.loss();
        }
        double norm = GradientNorm.clip(sum.gradients(), settings.number("max_norm"));
        if (first.isEmpty()) {
            first = TrainingBench.first(loss, norm, sum);
        }
        optimizer.step(sum.gradients(), settings.number("learning_rate"));
    }

    @Override
    public SortedMap<String, Tensor> results() {
        return first;
    }

    @Override
    public void close() {
        network.close();
    }
}
