package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.BundledModel;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.Ddim;
import dev.konomi.engine.diffusion.DenoiseLoop;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.diffusion.DiffusionOptions;
import dev.konomi.engine.diffusion.LoopOptions;
import dev.konomi.engine.diffusion.Priority;
import dev.konomi.engine.diffusion.SampleRequest;
import dev.konomi.engine.diffusion.SampleResult;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.tensor.Tensor;
import dev.konomi.judge.JudgeOnPixels;
import dev.konomi.judge.Verdicts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the guard measures while an adapter learns: a normal one, whose judge wants teal on cream, and one that is
 * over-trained on purpose, whose evaluator calls one image good in each round, the one most like the very first best.
 * Run by hand from the project's test class path, settings as {@code name=value}:
 *
 * <pre>{@code java … dev.konomi.engine.hero.GuardLab mode=one-image rounds=50 decay=1 csv=docs/guard.csv}</pre>
 */
public final class GuardLab implements AutoCloseable {
    private static final String HEADER =
            "mode,seed,round,diversity,drift,trained_drift,recognition,policy_recognition,held,on_brand,weight_norm\n";
    private static final List<String> PROMPTS = List.of("a mug", "a bottle", "a lamp", "a clock");
    private static final List<String> POLICY = List.of("a mug", "a red mug", "a photo of a lamp");

    private final Map<String, String> settings;
    private final Recipe recipe;
    private final OnnxRuntime runtime;
    private final DiffusionModel model;
    private final DenoiseLoop loop;
    private final JudgeOnPixels judge = JudgeOnPixels.open();
    private final List<LabelledImage> earlier = new ArrayList<>();
    private @Nullable Tensor firstBest;

    private GuardLab(Map<String, String> settings) {
        this.settings = settings;
        this.recipe = recipe();
        this.runtime = OnnxRuntime.open(RuntimeOptions.cpu(Integer.parseInt(setting("threads", "2"))));
        var cache = Path.of(setting("cache", "target/learning-lab"));
        this.model = DiffusionModel.open(
                DiffusersFolder.open(BundledModel.materialize(cache.resolve("model"))),
                runtime,
                cache.resolve("compiled"),
                DiffusionOptions.DEFAULT);
        this.loop = DenoiseLoop.start(model, new LoopOptions(8, 8, 4096));
    }

    /** Settings: mode (brand, one-image), preset, seed, rounds, size, steps, rate, decay, threads, cache, csv. */
    public static void main(String[] arguments) throws IOException {
        var settings = new HashMap<String, String>();
        for (var argument : arguments) {
            int at = argument.indexOf('=');
            settings.put(argument.substring(0, at), argument.substring(at + 1));
        }
        try (var lab = new GuardLab(settings)) {
            lab.run();
        }
    }

    private Recipe recipe() {
        var preset =
                RecipePresets.named(setting("preset", RecipePresets.DEFAULT)).orElseThrow();
        var policy = preset.policy();
        var forward = preset.forward();
        return new Recipe(
                preset.preset(),
                Integer.parseInt(setting("size", Integer.toString(preset.roundSize()))),
                preset.unlabelledImages(),
                Long.parseLong(setting("seed", "1")),
                preset.sampling(),
                preset.noiseBank(),
                preset.encoder(),
                preset.reward(),
                preset.replay(),
                preset.update(),
                new PolicySettings(
                        policy.innerEpochs(),
                        policy.samplesPerBatch(),
                        policy.batchesPerStep(),
                        policy.clipRange(),
                        policy.maxGradNorm(),
                        Double.parseDouble(setting("rate", Double.toString(policy.learningRate()))),
                        Double.parseDouble(setting("decay", Double.toString(policy.learningRateDecay()))),
                        policy.beta1(),
                        policy.beta2(),
                        policy.weightDecay(),
                        policy.epsilon()),
                new ForwardSettings(
                        Integer.parseInt(setting("steps", Integer.toString(forward.steps()))),
                        Integer.parseInt(setting("rows", Integer.toString(forward.imagesPerStep()))),
                        forward.newestShare(),
                        forward.promptDropout(),
                        forward.strength(),
                        forward.anchor(),
                        forward.heldOut(),
                        forward.annealed(),
                        forward.errorExponent()),
                preset.preference(),
                preset.lora(),
                preset.guard(),
                preset.repeats());
    }

    /** What one round hands to the next. */
    private record State(
            Optional<LoraWeights> lora, Map<String, Tensor> encoder, Map<String, Tensor> optimizer, NoiseBank bank) {
        AdapterRef adapter(int round) {
            return lora.map(weights -> AdapterRef.of("round-" + round, weights)).orElseGet(AdapterRef::base);
        }
    }

    private void run() throws IOException {
        var plan = AuditPlan.of(recipe, PROMPTS, POLICY);
        var base = audit(plan, AdapterRef.base(), 0);
        var state = new State(Optional.empty(), Map.of(), Map.of(), NoiseBank.empty());
        int every = Integer.parseInt(setting("every", "1"));
        int rounds = Integer.parseInt(setting("rounds", "8"));
        for (int round = 1; round <= rounds; round++) {
            state = round(round, state);
            if (round % every == 0 || round == rounds) {
                report(round, audit(plan, state.adapter(round), round).against(base), state);
            }
        }
    }

    private State round(int round, State state) {
        var plan = RoundPlan.of(recipe, round, state.bank(), PROMPTS);
        var planned = plan.samples();
        var painted = painted(planned, state.adapter(round - 1));
        var unlabelled = unlabelled(plan.unlabelled(), state.adapter(round - 1));
        var samples = setting("mode", "brand").equals("brand") ? brand(planned, painted) : oneImage(planned, painted);
        var input = new HeroInput(
                recipe,
                round,
                state.lora(),
                state.encoder(),
                state.optimizer(),
                state.bank(),
                samples,
                unlabelled,
                earlier);
        var result = new HeroTrainer(runtime, model.folder(), model, HeroTrainer.TRANSITIONS_PER_TICK)
                .train(input, TrainingControl.uninterrupted());
        samples.forEach(sample -> earlier.add(sample.labelled()));
        earlier.addAll(unlabelled);
        return new State(Optional.of(result.lora()), result.encoder(), result.optimizer(), result.noiseBank());
    }

    private List<SampleResult> painted(List<PlannedSample> planned, AdapterRef adapter) {
        return paint(planned.stream().map(sample -> request(sample, adapter)).toList());
    }

    private List<LabelledImage> unlabelled(List<PlannedSample> planned, AdapterRef adapter) {
        var painted = painted(planned, adapter);
        return IntStream.range(0, planned.size())
                .mapToObj(i -> new LabelledImage(
                        planned.get(i).prompt(), painted.get(i).latents(), Verdict.SKIP))
                .toList();
    }

    private List<HeroSample> brand(List<PlannedSample> planned, List<SampleResult> painted) {
        var sights = judge.look(painted.stream().map(SampleResult::pixels).toList());
        var samples = new ArrayList<HeroSample>();
        boolean best = false;
        for (int i = 0; i < painted.size(); i++) {
            boolean good = Verdicts.onBrand(sights.get(i));
            samples.add(
                    sample(planned.get(i), painted.get(i), good ? best ? Verdict.GOOD : Verdict.BEST : Verdict.BAD));
            best |= good;
        }
        return samples;
    }

    private List<HeroSample> oneImage(List<PlannedSample> planned, List<SampleResult> painted) {
        if (firstBest == null) {
            firstBest = painted.get(0).latents();
        }
        Tensor wanted = firstBest;
        int best = IntStream.range(0, painted.size())
                .boxed()
                .min(Comparator.comparingDouble(
                        i -> Diversity.distance(wanted, painted.get(i).latents())))
                .orElseThrow();
        return IntStream.range(0, painted.size())
                .mapToObj(i -> sample(planned.get(i), painted.get(i), i == best ? Verdict.BEST : Verdict.BAD))
                .toList();
    }

    private static HeroSample sample(PlannedSample planned, SampleResult painted, Verdict verdict) {
        return new HeroSample(planned.prompt(), painted.initialNoise(), painted.latents(), painted.recorded(), verdict);
    }

    private AuditSet audit(AuditPlan plan, AdapterRef adapter, int round) {
        var painted = paint(IntStream.range(0, plan.images().size())
                .mapToObj(i -> {
                    var image = plan.images().get(i);
                    return request(
                            new PlannedSample(
                                    i, image.prompt(), image.seed(), NoiseOrigin.FRESH, Optional.empty(), new int[0]),
                            adapter);
                })
                .toList());
        var latents = painted.stream().map(SampleResult::latents).toList();
        float[] recognition = new VersionExaminer(runtime, model)
                .recognition(latents, plan.prompts(), TrainingControl.uninterrupted());
        var sights = judge.look(painted.subList(0, plan.trainedCount()).stream()
                .map(SampleResult::pixels)
                .toList());
        onBrand = sights.stream()
                .mapToInt(sight -> Verdicts.onBrand(sight) ? 1 : 0)
                .average()
                .orElse(0);
        var set = new AuditSet(plan, latents, recognition);
        System.out.printf(
                Locale.ROOT, "audit %d: recognised %.3f, on brand %.3f%n", round, set.recognisedShare(), onBrand);
        return set;
    }

    private double onBrand;

    private List<SampleResult> paint(List<SampleRequest> requests) {
        List<CompletableFuture<SampleResult>> pending =
                requests.stream().map(loop::submit).toList();
        return pending.stream().map(CompletableFuture::join).toList();
    }

    private SampleRequest request(PlannedSample sample, AdapterRef adapter) {
        var sampling = recipe.sampling();
        return new SampleRequest(
                sample.prompt(),
                "",
                sampling.steps(),
                (float) sampling.guidanceScale(),
                new Ddim((float) sampling.eta()),
                sample.seed(),
                sampling.heightPx(),
                sampling.widthPx(),
                adapter,
                sample.initialNoise(),
                sample.recordedSteps(),
                Priority.ROUND,
                "lab");
    }

    private void report(int round, AuditFigures figures, State state) throws IOException {
        double norm = Math.sqrt(state.lora().orElseThrow().sites().values().stream()
                .mapToDouble(pair -> {
                    double sum = 0;
                    for (float weight : pair.b().f32()) {
                        sum += weight * weight;
                    }
                    return sum;
                })
                .sum());
        String line = String.format(
                Locale.ROOT,
                "%s,%d,%d,%.3f,%.3f,%.3f,%.3f,%.3f,%s,%.3f,%.3f\n",
                setting("mode", "brand"),
                recipe.seed(),
                round,
                figures.diversity(),
                figures.drift(),
                figures.trainedDrift(),
                figures.recognition(),
                figures.policyRecognition(),
                !recipe.guard().reasons(figures).isEmpty(),
                onBrand,
                norm);
        System.out.print(line);
        if (settings.containsKey("csv")) {
            var csv = Path.of(setting("csv", ""));
            if (!Files.exists(csv)) {
                Files.writeString(csv, HEADER);
            }
            Files.writeString(csv, line, StandardOpenOption.APPEND);
        }
    }

    private String setting(String name, String otherwise) {
        return settings.getOrDefault(name, otherwise);
    }

    @Override
    public void close() {
        loop.close();
        judge.close();
        model.close();
        runtime.close();
    }
}
