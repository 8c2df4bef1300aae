package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.model.UnetInputs;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The compiled policy graph: recorded steps and LoRA weights in, loss, ratios and gradients out. */
final class PolicyNetwork implements AutoCloseable {
    /** Recorded steps in one run: few, so that the runs of a tick keep two threads busy, but worth the graph's nodes. */
    private static final int TRANSITIONS_PER_PIECE = 3;

    private final TrainingSession session;
    private final PolicyGraph.Settings settings;
    private final DdimSchedule schedule;
    private final double eta;
    private final Tensor emptyText;

    private PolicyNetwork(
            TrainingSession session,
            PolicyGraph.Settings settings,
            DdimSchedule schedule,
            double eta,
            Tensor emptyText) {
        this.session = session;
        this.settings = settings;
        this.schedule = schedule;
        this.eta = eta;
        this.emptyText = emptyText;
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
        return new PolicyNetwork(session, settings, schedule, eta, emptyText);
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
        int rows = n * settings.rowsPerPair();
        float[] timesteps = new float[rows];
        float[][] numbers = new float[6][n];
        for (int i = 0; i < n; i++) {
            var step = transitions.get(i).step();
            var coefficients = schedule.coefficients(step.stepIndex(), eta);
            numbers[0][i] = (float) coefficients.ofLatents();
            numbers[1][i] = (float) coefficients.ofOutput();
            numbers[2][i] = (float) coefficients.sigma();
            numbers[3][i] = step.logProbability();
            numbers[4][i] = transitions.get(i).advantage();
            numbers[5][i] = weight;
            for (int row = i; row < rows; row += n) {
                timesteps[row] = step.timestep();
            }
        }
        var inputs = new HashMap<String, Tensor>();
        inputs.put(DdpoLoss.LATENTS_COEFFICIENT, perTransition(numbers[0]));
        inputs.put(DdpoLoss.PREDICTION_COEFFICIENT, perTransition(numbers[1]));
        inputs.put(DdpoLoss.DEVIATION, perTransition(numbers[2]));
        inputs.put(DdpoLoss.OLD_LOG_PROBABILITY, perTransition(numbers[3]));
        inputs.put(DdpoLoss.ADVANTAGE, perTransition(numbers[4]));
        inputs.put(DdpoLoss.WEIGHT, perTransition(numbers[5]));
        inputs.put(
                DdpoLoss.LATENTS,
                Tensor.stack(transitions.stream().map(t -> t.step().latents()).toList()));
        inputs.put(
                DdpoLoss.NEXT_LATENTS,
                Tensor.stack(
                        transitions.stream().map(t -> t.step().nextLatents()).toList()));
        inputs.put(UnetInputs.TIMESTEPS, Tensor.f32(new int[] {rows}, timesteps));
        inputs.put(UnetInputs.TEXT, Tensor.stack(texts(transitions)));
        return inputs;
    }

    private List<Tensor> texts(List<Transition> transitions) {
        var texts = new ArrayList<Tensor>();
        if (settings.rowsPerPair() == 2) {
            texts.addAll(Collections.nCopies(transitions.size(), emptyText));
        }
        transitions.forEach(transition -> texts.add(transition.text()));
        return texts;
    }

    private static Tensor perTransition(float[] numbers) {
        return Tensor.f32(new int[] {numbers.length}, numbers);
    }

    @Override
    public void close() {
        session.close();
    }
}
