package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The compiled policy graph: recorded steps and LoRA weights in, loss, ratios and gradients out. */
final class PolicyNetwork implements AutoCloseable {
    /** Recorded steps in one run: few, so that the runs of a tick keep two threads busy, but worth the graph's nodes. */
    private static final int TRANSITIONS_PER_PIECE = 3;

    private final TrainingSession session;
    private final StepInputs steps;

    private PolicyNetwork(TrainingSession session, StepInputs steps) {
        this.session = session;
        this.steps = steps;
    }

    /** @param emptyText encoder states of the unconditional half, [tokens, width] */
    static PolicyNetwork open(
            OnnxRuntime runtime,
            DiffusersFolder model,
            PolicyGraph.Settings settings,
            DdimSchedule schedule,
            double eta,
            Tensor emptyText) {
        var graph = PolicyGraph.build(model.unet(), model.unetWeights(), settings);
        var session = TrainingSession.open(runtime, model, graph, settings.precision(), TRANSITIONS_PER_PIECE);
        return new PolicyNetwork(session, new StepInputs(schedule, eta, emptyText, settings.rowsPerPair()));
    }

    /**
     * @param loss sum over the transitions, each weighted
     * @param ratios one for each transition
     * @param gradients of the loss by every LoRA matrix, of its shape
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Result(double loss, float[] ratios, SortedMap<String, Tensor> gradients) {}

    /**
     * @param parameters what learns
     * @param weight of each transition in the loss
     */
    Result run(LoraParameters parameters, List<Transition> transitions, float weight) {
        var wanted = new ArrayList<>(LoraGradients.names(parameters));
        wanted.add(PolicyGraph.LOSS);
        wanted.add(PolicyGraph.RATIO);
        var sum = new GradientSum();
        double loss = 0;
        var outputs = session.run(inputs(parameters, transitions, weight), wanted);
        for (var piece : outputs) {
            loss += Outputs.named(piece, PolicyGraph.LOSS).f32()[0];
            sum.add(LoraGradients.read(parameters, piece));
        }
        return new Result(loss, ratios(outputs), sum.gradients());
    }

    /** How much more probable each transition is with these parameters than it was. */
    float[] ratios(LoraParameters parameters, List<Transition> transitions) {
        return ratios(session.run(inputs(parameters, transitions, 0), List.of(PolicyGraph.RATIO)));
    }

    private static float[] ratios(List<Map<String, Tensor>> outputs) {
        return Tensor.concat(outputs.stream()
                        .map(piece -> Outputs.named(piece, PolicyGraph.RATIO))
                        .toList())
                .f32();
    }

    /** Of each piece. */
    private List<Map<String, Tensor>> inputs(LoraParameters parameters, List<Transition> transitions, float weight) {
        return session.pieces().of(transitions.size(), (from, to) -> {
            var inputs = LoraGradients.inputs(parameters);
            inputs.putAll(inputs(transitions.subList(from, to), weight));
            return inputs;
        });
    }

    /** Memory that a run takes for each transition, in bytes. */
    long bytesPerTransition() {
        return session.pieces().bytesPerUnit();
    }

    private Map<String, Tensor> inputs(List<Transition> transitions, float weight) {
        int n = transitions.size();
        float[] advantages = new float[n];
        float[] weights = new float[n];
        Arrays.fill(weights, weight);
        for (int i = 0; i < n; i++) {
            advantages[i] = transitions.get(i).advantage();
        }
        var inputs = steps.of(transitions);
        inputs.put(DdpoLoss.ADVANTAGE, StepInputs.perStep(advantages));
        inputs.put(DdpoLoss.WEIGHT, StepInputs.perStep(weights));
        return inputs;
    }

    @Override
    public void close() {
        session.close();
    }
}
