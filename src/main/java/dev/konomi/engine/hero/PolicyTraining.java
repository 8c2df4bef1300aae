package dev.konomi.engine.hero;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Steps the LoRA weights along the gradient of the clipped surrogate. A step's gradient is the mean over all recorded
 * steps of its samples, computed in pieces of a few recorded steps each.
 */
final class PolicyTraining {
    private final PolicyNetwork network;
    private final PolicySettings settings;
    private final int transitionsPerTick;
    private final TrainingControl control;
    private final PolicyStatistics statistics;

    PolicyTraining(PolicyNetwork network, PolicySettings settings, int transitionsPerTick, TrainingControl control) {
        this.network = network;
        this.settings = settings;
        this.transitionsPerTick = transitionsPerTick;
        this.control = control;
        this.statistics = new PolicyStatistics(settings.clipRange());
    }

    /**
     * Changes the parameters through their optimizer.
     *
     * @param samples the transitions of each sample
     * @param seed of the order in which the samples come
     */
    PolicyStatistics train(
            LoraParameters parameters,
            AdamW optimizer,
            List<List<Transition>> samples,
            double learningRate,
            long seed) {
        var random = new Random(seed);
        var order = new ArrayList<>(samples);
        int samplesPerStep = settings.samplesPerBatch() * settings.batchesPerStep();
        int stepsPerEpoch = (samples.size() + samplesPerStep - 1) / samplesPerStep;
        int done = 0;
        for (int epoch = 0; epoch < settings.innerEpochs(); epoch++) {
            Collections.shuffle(order, random);
            for (int from = 0; from < order.size(); from += samplesPerStep) {
                var transitions = order.subList(from, Math.min(order.size(), from + samplesPerStep)).stream()
                        .flatMap(List::stream)
                        .toList();
                step(parameters, optimizer, transitions, learningRate);
                control.at(Stage.POLICY, ++done, (double) settings.innerEpochs() * stepsPerEpoch);
            }
        }
        return statistics;
    }

    /**
     * The same transitions with their old log-probability as this network computes it. In 16 bits it and the one that
     * sampled round differently, by more than a clip range may be; a ratio of unchanged weights has to be 1.
     *
     * @param parameters those that the samples were painted with
     */
    List<List<Transition>> anchored(LoraParameters parameters, List<List<Transition>> samples) {
        return samples.stream().map(sample -> anchor(parameters, sample)).toList();
    }

    private List<Transition> anchor(LoraParameters parameters, List<Transition> sample) {
        var anchored = new ArrayList<Transition>();
        for (int from = 0; from < sample.size(); from += transitionsPerTick) {
            var some = sample.subList(from, Math.min(sample.size(), from + transitionsPerTick));
            float[] ratios = control.tick(() -> network.ratios(parameters, some));
            for (int i = 0; i < ratios.length; i++) {
                anchored.add(some.get(i).withRatio(ratios[i]));
            }
        }
        return anchored;
    }

    private void step(LoraParameters parameters, AdamW optimizer, List<Transition> transitions, double learningRate) {
        var sum = new GradientSum();
        double loss = 0;
        for (int from = 0; from < transitions.size(); from += transitionsPerTick) {
            var some = transitions.subList(from, Math.min(transitions.size(), from + transitionsPerTick));
            var result = control.tick(() -> network.run(parameters, some, 1f / transitions.size()));
            sum.add(result.gradients());
            statistics.addRatios(result.ratios());
            loss += result.loss();
        }
        statistics.addStep(loss, GradientNorm.clip(sum.gradients(), settings.maxGradNorm()));
        optimizer.step(sum.gradients(), learningRate);
    }
}
