package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The compiled preference graph: pairs of recorded steps and LoRA weights in, loss, ratios and gradients out. */
final class PreferenceNetwork implements AutoCloseable {
    /** Pairs in one run: see {@link PolicyNetwork}. */
    private static final int PAIRS_PER_PIECE = 2;

    private final TrainingSession session;
    private final StepInputs steps;

    private PreferenceNetwork(TrainingSession session, StepInputs steps) {
        this.session = session;
        this.steps = steps;
    }

    static PreferenceNetwork open(
            OnnxRuntime runtime, DiffusersFolder model, PolicyGraph.Settings settings, double beta, StepInputs steps) {
        var graph = PreferenceGraph.build(model.unet(), model.unetWeights(), settings, beta);
        var session = TrainingSession.open(runtime, model, graph, settings.precision(), PAIRS_PER_PIECE);
        return new PreferenceNetwork(session, steps);
    }

    /**
     * The same step of a good and of a bad image.
     *
     * @param good its advantage is not read
     * @param bad its advantage is not read
     */
    record Pair(Transition good, Transition bad) {}

    /**
     * The ratios come in pieces, in no order that says whose they are.
     *
     * @param weight of each pair in the loss
     */
    PolicyNetwork.Result run(LoraParameters parameters, List<Pair> pairs, float weight) {
        var inputs =
                session.pieces().of(pairs.size(), (from, to) -> inputs(parameters, pairs.subList(from, to), weight));
        var wanted = new ArrayList<>(LoraGradients.names(parameters));
        wanted.add(PolicyGraph.LOSS);
        wanted.add(PolicyGraph.RATIO);
        var sum = new GradientSum();
        double loss = 0;
        var ratios = new ArrayList<Tensor>();
        for (var piece : session.run(inputs, wanted)) {
            loss += Outputs.named(piece, PolicyGraph.LOSS).f32()[0];
            ratios.add(Outputs.named(piece, PolicyGraph.RATIO));
            sum.add(LoraGradients.read(parameters, piece));
        }
        return new PolicyNetwork.Result(loss, Tensor.concat(ratios).f32(), sum.gradients());
    }

    private Map<String, Tensor> inputs(LoraParameters parameters, List<Pair> pairs, float weight) {
        var transitions = Stream.concat(
                        pairs.stream().map(Pair::good), pairs.stream().map(Pair::bad))
                .toList();
        var inputs = LoraGradients.inputs(parameters);
        inputs.putAll(steps.of(transitions));
        float[] weights = new float[pairs.size()];
        Arrays.fill(weights, weight);
        inputs.put(PreferenceLoss.WEIGHT, StepInputs.perStep(weights));
        return inputs;
    }

    /** Memory that a run takes for each pair, in bytes. */
    long bytesPerPair() {
        return session.pieces().bytesPerUnit();
    }

    @Override
    public void close() {
        session.close();
    }
}
