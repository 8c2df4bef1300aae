package dev.konomi.engine.hero;

import dev.konomi.engine.diffusion.RecordedStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Steps the LoRA weights so that good images become more probable than bad ones of the same prompt. Each image of the more
 * frequent verdict is in one pair of a pass; those of the other are drawn in turn.
 */
final class PreferenceTraining {
    private final PreferenceNetwork network;
    private final Recipe recipe;
    private final int pairsPerTick;
    private final TrainingControl control;
    private final PolicyStatistics statistics;

    PreferenceTraining(PreferenceNetwork network, Recipe recipe, int pairsPerTick, TrainingControl control) {
        this.network = network;
        this.recipe = recipe;
        this.pairsPerTick = pairsPerTick;
        this.control = control;
        this.statistics = new PolicyStatistics(recipe.policy().clipRange());
    }

    /**
     * The images of one prompt.
     *
     * @param good recorded steps of each good image
     * @param bad recorded steps of each bad image
     */
    record Group(List<List<Transition>> good, List<List<Transition>> bad) {
        Group {
            good = List.copyOf(good);
            bad = List.copyOf(bad);
        }

        boolean hasPairs() {
            return !good.isEmpty() && !bad.isEmpty();
        }
    }

    /** Changes the parameters through their optimizer. */
    PolicyStatistics train(
            LoraParameters parameters, AdamW optimizer, List<Group> groups, double learningRate, long seed) {
        var policy = recipe.policy();
        var random = new Random(seed);
        int perStep = Math.max(1, policy.samplesPerBatch() * policy.batchesPerStep() / 2);
        for (int epoch = 0; epoch < policy.innerEpochs(); epoch++) {
            var pairs = new ArrayList<List<PreferenceNetwork.Pair>>();
            groups.stream().filter(Group::hasPairs).forEach(group -> pairs.addAll(pairs(group, random)));
            Collections.shuffle(pairs, random);
            for (int from = 0; from < pairs.size(); from += perStep) {
                var steps = pairs.subList(from, Math.min(pairs.size(), from + perStep)).stream()
                        .flatMap(List::stream)
                        .toList();
                step(parameters, optimizer, steps, learningRate);
                control.at(Stage.POLICY, epoch + (from + perStep) / (double) pairs.size(), policy.innerEpochs());
            }
        }
        return statistics;
    }

    private List<List<PreferenceNetwork.Pair>> pairs(Group group, Random random) {
        var good = new ArrayList<>(group.good());
        var bad = new ArrayList<>(group.bad());
        Collections.shuffle(good, random);
        Collections.shuffle(bad, random);
        var pairs = new ArrayList<List<PreferenceNetwork.Pair>>();
        for (int i = 0; i < Math.max(good.size(), bad.size()); i++) {
            pairs.add(pair(good.get(i % good.size()), bad.get(i % bad.size()), random));
        }
        return pairs;
    }

    /** At some of the steps that both have; where they share none, their recorded steps in order. */
    private List<PreferenceNetwork.Pair> pair(List<Transition> good, List<Transition> bad, Random random) {
        var pairs = new ArrayList<PreferenceNetwork.Pair>();
        for (var one : good) {
            bad.stream()
                    .filter(other -> index(other) == index(one))
                    .findFirst()
                    .ifPresent(other -> pairs.add(new PreferenceNetwork.Pair(one, other)));
        }
        for (int i = 0; pairs.isEmpty() && i < Math.min(good.size(), bad.size()); i++) {
            pairs.add(new PreferenceNetwork.Pair(good.get(i), bad.get(i)));
        }
        Collections.shuffle(pairs, random);
        return pairs.subList(0, Math.min(pairs.size(), recipe.preference().stepsPerPair()));
    }

    private static int index(Transition transition) {
        RecordedStep step = transition.step();
        return step.stepIndex();
    }

    private void step(
            LoraParameters parameters, AdamW optimizer, List<PreferenceNetwork.Pair> pairs, double learningRate) {
        var sum = new GradientSum();
        double loss = 0;
        for (int from = 0; from < pairs.size(); from += pairsPerTick) {
            var some = pairs.subList(from, Math.min(pairs.size(), from + pairsPerTick));
            var result = control.tick(() -> network.run(parameters, some, 1f / pairs.size()));
            sum.add(result.gradients());
            statistics.addRatios(result.ratios());
            loss += result.loss();
        }
        statistics.addStep(
                loss, GradientNorm.clip(sum.gradients(), recipe.policy().maxGradNorm()));
        optimizer.step(sum.gradients(), learningRate);
    }
}
