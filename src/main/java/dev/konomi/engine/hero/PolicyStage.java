package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.diffusion.Denoiser;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.model.UnetSize;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;

/** Moves the LoRA weights towards the steps of samples with a high advantage. */
final class PolicyStage {
    private static final String UNCONDITIONAL = "";

    private final HeroInput in;
    private final Denoiser denoiser;
    private final TrainingControl control;

    PolicyStage(HeroInput in, Denoiser denoiser, TrainingControl control) {
        this.in = in;
        this.denoiser = denoiser;
        this.control = control;
    }

    record Outcome(LoraWeights lora, SortedMap<String, Tensor> optimizer, TrainingReport.PolicyReport report) {}

    /** @param advantages one for each sample; where all are 0 the weights stay as they are */
    Outcome run(OnnxRuntime runtime, DiffusersFolder model, int transitionsPerTick, float[] advantages) {
        var recipe = in.recipe();
        var sites = LoraSites.of(model.unet());
        long seed = Seeds.of(in.seed(), Seeds.Stream.LORA_WEIGHTS);
        var parameters = in.lora()
                .map(lora -> LoraParameters.of(lora, sites, seed))
                .orElseGet(() -> LoraParameters.initial(recipe.lora(), sites, seed));
        var policy = recipe.policy();
        var optimizer = new AdamW(
                new AdamW.Settings(policy.beta1(), policy.beta2(), policy.weightDecay(), policy.epsilon()),
                parameters.tensors(),
                in.optimizer());
        double learningRate = policy.learningRateOf(in.round());
        var statistics = new PolicyStatistics(policy.clipRange());
        var samples = transitions(advantages);
        if (!samples.isEmpty() && policy.innerEpochs() > 0) {
            try (var network = open(runtime, model, parameters.rank())) {
                statistics = new PolicyTraining(network, policy, transitionsPerTick, control)
                        .train(
                                parameters,
                                optimizer,
                                samples,
                                learningRate,
                                Seeds.of(in.seed(), Seeds.Stream.BATCH_ORDER));
            }
        }
        control.at(Stage.POLICY, 1, 1);
        return new Outcome(
                parameters.toWeights(), optimizer.state(), statistics.report(learningRate, parameters.weightNorm()));
    }

    private PolicyNetwork open(OnnxRuntime runtime, DiffusersFolder model, int rank) {
        var recipe = in.recipe();
        int[] latents = in.samples().get(0).latents().shape();
        Tensor emptyText = text(UNCONDITIONAL);
        var size = UnetSize.of(model.unet(), latents[1], latents[2], emptyText.dim(0));
        var settings = new PolicyGraph.Settings(
                size, rank, recipe.sampling().guidanceScale(), recipe.policy().clipRange());
        return PolicyNetwork.open(
                runtime,
                model,
                settings,
                denoiser.schedule(recipe.sampling().steps()),
                recipe.sampling().eta(),
                emptyText);
    }

    /** The recorded steps of each sample; empty where nothing can be learned from any. */
    private List<List<Transition>> transitions(float[] advantages) {
        var schedule = denoiser.schedule(in.recipe().sampling().steps());
        var texts = new HashMap<String, Tensor>();
        var samples = new ArrayList<List<Transition>>();
        boolean any = false;
        for (int i = 0; i < advantages.length; i++) {
            var sample = in.samples().get(i);
            float advantage = advantages[i];
            var text = texts.computeIfAbsent(sample.prompt(), this::text);
            samples.add(sample.recorded().stream()
                    // a deterministic step has no density to raise
                    .filter(step -> schedule.coefficients(
                                            step.stepIndex(),
                                            in.recipe().sampling().eta())
                                    .sigma()
                            > 0)
                    .map(step -> new Transition(step, text, advantage))
                    .toList());
            any |= advantage != 0 && !samples.get(i).isEmpty();
        }
        return any ? samples : List.of();
    }

    private Tensor text(String prompt) {
        return control.tick(() -> denoiser.encode(prompt));
    }
}
