package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.Denoiser;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.model.UnetSize;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Moves the LoRA weights towards what has a high advantage, in the way that the recipe chooses. */
final class PolicyStage {
    private static final String UNCONDITIONAL = "";

    private final HeroInput in;
    private final Recipe recipe;
    private final OnnxRuntime runtime;
    private final DiffusersFolder model;
    private final Denoiser denoiser;
    private final int transitionsPerTick;
    private final TrainingControl control;
    private final Map<String, Tensor> texts = new HashMap<>();

    PolicyStage(
            HeroInput in,
            OnnxRuntime runtime,
            DiffusersFolder model,
            Denoiser denoiser,
            int transitionsPerTick,
            TrainingControl control) {
        this.in = in;
        this.recipe = in.recipe();
        this.runtime = runtime;
        this.model = model;
        this.denoiser = denoiser;
        this.transitionsPerTick = transitionsPerTick;
        this.control = control;
    }

    record Outcome(LoraWeights lora, SortedMap<String, Tensor> optimizer, TrainingReport.PolicyReport report) {}

    /** What learns, and how fast. */
    private record Learner(LoraParameters parameters, AdamW optimizer, double learningRate) {}

    /** @param advantages one for each judged image; where all are 0 the weights stay as they are */
    Outcome run(float[] advantages) {
        var learner = learner();
        var statistics = switch (recipe.update()) {
            case DDPO -> ddpo(learner, advantages);
            case FORWARD -> forward(learner, advantages);
            case D3PO -> preference(learner, advantages);
        };
        control.at(Stage.POLICY, 1, 1);
        var parameters = learner.parameters();
        return new Outcome(
                parameters.toWeights(),
                learner.optimizer().state(),
                statistics.report(learner.learningRate(), parameters.weightNorm()));
    }

    private Learner learner() {
        var sites = LoraSites.of(model.unet());
        long seed = Seeds.of(in.seed(), Seeds.Stream.LORA_WEIGHTS);
        var parameters = in.lora()
                .map(lora -> LoraParameters.of(lora, sites, seed))
                .orElseGet(() -> LoraParameters.initial(recipe.lora(), sites, seed));
        var policy = recipe.policy();
        var settings = new AdamW.Settings(policy.beta1(), policy.beta2(), policy.weightDecay(), policy.epsilon());
        var optimizer = new AdamW(settings, parameters.tensors(), in.optimizer());
        return new Learner(parameters, optimizer, policy.learningRateOf(in.round()));
    }

    private PolicyStatistics ddpo(Learner learner, float[] advantages) {
        var samples = transitions(advantages);
        if (samples.isEmpty()) {
            return new PolicyStatistics(recipe.policy().clipRange());
        }
        try (var network = PolicyNetwork.open(
                runtime,
                model,
                graphSettings(learner),
                denoiser.schedule(recipe.sampling().steps()),
                recipe.sampling().eta(),
                text(UNCONDITIONAL))) {
            int perTick = fitting(transitionsPerTick, network.bytesPerTransition());
            var training = new PolicyTraining(network, recipe.policy(), perTick, control);
            var exact =
                    denoiser.precision() == Precision.F32 ? samples : training.anchored(learner.parameters(), samples);
            return training.train(learner.parameters(), learner.optimizer(), exact, learner.learningRate(), order());
        }
    }

    /** Verdicts say all; an advantage only says that there is something to learn at all. */
    private PolicyStatistics preference(Learner learner, float[] advantages) {
        var samples = transitions(advantages);
        if (samples.isEmpty()) {
            return new PolicyStatistics(recipe.policy().clipRange());
        }
        var settings = graphSettings(learner);
        var steps = new StepInputs(
                denoiser.schedule(recipe.sampling().steps()),
                recipe.sampling().eta(),
                text(UNCONDITIONAL),
                settings.rowsPerPair());
        double beta = recipe.preference().beta();
        try (var network = PreferenceNetwork.open(runtime, model, settings, beta, steps)) {
            int perTick = fitting(transitionsPerTick / 2, network.bytesPerPair());
            return new PreferenceTraining(network, recipe, perTick, control)
                    .train(learner.parameters(), learner.optimizer(), groups(samples), learner.learningRate(), order());
        }
    }

    /** Good and bad images of each prompt that have recorded steps. */
    private List<PreferenceTraining.Group> groups(List<List<Transition>> samples) {
        var good = new TreeMap<String, List<List<Transition>>>();
        var bad = new TreeMap<String, List<List<Transition>>>();
        for (int i = 0; i < samples.size(); i++) {
            var sample = in.samples().get(i);
            if (sample.verdict() != Verdict.SKIP && !samples.get(i).isEmpty()) {
                (sample.verdict().isGood() ? good : bad)
                        .computeIfAbsent(sample.prompt(), prompt -> new ArrayList<>())
                        .add(samples.get(i));
            }
        }
        return good.keySet().stream()
                .filter(bad::containsKey)
                .map(prompt -> new PreferenceTraining.Group(
                        good.getOrDefault(prompt, List.of()), bad.getOrDefault(prompt, List.of())))
                .toList();
    }

    private PolicyGraph.Settings graphSettings(Learner learner) {
        return new PolicyGraph.Settings(
                size(),
                learner.parameters().rank(),
                recipe.sampling().guidanceScale(),
                recipe.policy().clipRange(),
                denoiser.precision());
    }

    private PolicyStatistics forward(Learner learner, float[] advantages) {
        var pool = pool(advantages);
        if (pool.pulls().stream().allMatch(pull -> pull.strength() == 0)) {
            return new PolicyStatistics(recipe.policy().clipRange());
        }
        try (var network =
                ForwardNetwork.open(runtime, model, size(), learner.parameters().rank(), denoiser.precision())) {
            int rows = transitionsPerTick * (recipe.sampling().guidanceScale() > 1 ? 2 : 1);
            int rowsPerTick = fitting(rows, network.bytesPerRow());
            return new ForwardTraining(
                            network, denoiser, model.scheduler().predictionType(), recipe, rowsPerTick, control)
                    .train(learner.parameters(), learner.optimizer(), old(), pool, learner.learningRate(), order());
        }
    }

    /** As many as a tick's memory holds, one at least. */
    private static int fitting(int wanted, long bytesEach) {
        return (int) Math.max(1, Math.min(wanted, HeroTrainer.BYTES_PER_TICK / Math.max(1, bytesEach)));
    }

    private long order() {
        return Seeds.of(in.seed(), Seeds.Stream.BATCH_ORDER);
    }

    private UnetSize size() {
        int[] latents = in.samples().get(0).latents().shape();
        return UnetSize.of(
                model.unet(), latents[1], latents[2], text(UNCONDITIONAL).dim(0));
    }

    /** The weights before, known by their own digest. */
    private AdapterRef old() {
        return in.lora()
                .map(lora -> AdapterRef.of(digest(LoraFile.writeDiffusers(lora, Map.of())), lora))
                .orElseGet(AdapterRef::base);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The recorded steps of each sample; empty where nothing can be learned from any. */
    private List<List<Transition>> transitions(float[] advantages) {
        var schedule = denoiser.schedule(recipe.sampling().steps());
        var samples = new ArrayList<List<Transition>>();
        boolean any = false;
        for (int i = 0; i < in.samples().size(); i++) {
            var sample = in.samples().get(i);
            float advantage = advantages[i];
            var text = text(sample.prompt());
            samples.add(sample.recorded().stream()
                    // a deterministic step has no density to raise
                    .filter(step -> schedule.coefficients(
                                            step.stepIndex(), recipe.sampling().eta())
                                    .sigma()
                            > 0)
                    .map(step -> new Transition(step, text, advantage))
                    .toList());
            any |= advantage != 0 && !samples.get(i).isEmpty();
        }
        return any ? samples : List.of();
    }

    private ForwardTraining.Pool pool(float[] advantages) {
        var judged = in.judged();
        var pulls = new ArrayList<Pull>();
        for (int i = 0; i < judged.size(); i++) {
            float strength = Advantages.clipped(advantages[i] * recipe.forward().strength(), 1);
            pulls.add(new Pull(judged.get(i).latents(), text(judged.get(i).prompt()), strength));
        }
        return new ForwardTraining.Pool(pulls, in.newest(), text(UNCONDITIONAL));
    }

    private Tensor text(String prompt) {
        return texts.computeIfAbsent(prompt, unseen -> control.tick(() -> denoiser.encode(unseen)));
    }
}
