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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Rounds on the bundled base model with a judge in the evaluator's place: does success on fresh noise rise? Run by hand
 * from the project's test class path, settings as {@code name=value}:
 *
 * <pre>{@code java … dev.konomi.engine.hero.LearningLab preset=hero seed=1 rounds=8 csv=docs/learning/brand-hero.csv}</pre>
 */
public final class LearningLab implements AutoCloseable {
    private static final String HEADER =
            "preset,seed,round,labels,fresh,unseen,own,own_fresh,own_bank,diversity,triplet_accuracy,weight_norm,"
                    + "sampling_s,training_s\n";
    private static final String UNSEEN = "a lamp,a cushion,a plant,a sneaker";
    private static final long EVALUATION_SEED = 1_000_000;

    private final Map<String, String> settings;
    private final Recipe recipe;
    private final OnnxRuntime runtime;
    private final DiffusionModel model;
    private final DenoiseLoop loop;
    private final JudgeOnPixels judge = JudgeOnPixels.open();
    private final List<LabelledImage> earlier = new ArrayList<>();

    private LearningLab(Map<String, String> settings) {
        this.settings = settings;
        var preset =
                RecipePresets.named(setting("preset", RecipePresets.DEFAULT)).orElseThrow();
        this.recipe = preset.withSeed(Long.parseLong(setting("seed", "1")));
        this.runtime = OnnxRuntime.open(RuntimeOptions.cpu(Integer.parseInt(setting("threads", "2"))));
        var cache = Path.of(setting("cache", "target/learning-lab"));
        var folder = DiffusersFolder.open(
                settings.containsKey("model")
                        ? Path.of(setting("model", ""))
                        : BundledModel.materialize(cache.resolve("model")));
        this.model = DiffusionModel.open(folder, runtime, cache.resolve("compiled"), DiffusionOptions.DEFAULT);
        this.loop = DenoiseLoop.start(model, new LoopOptions(32, 16, 4096));
    }

    /** Settings: preset, seed, rounds, prompts, unseen, evaluate (images), every (rounds), threads, model, cache, csv. */
    public static void main(String[] arguments) throws IOException {
        var settings = new HashMap<String, String>();
        for (var argument : arguments) {
            int at = argument.indexOf('=');
            settings.put(argument.substring(0, at), argument.substring(at + 1));
        }
        try (var lab = new LearningLab(settings)) {
            lab.run();
        }
    }

    private void run() throws IOException {
        var state = State.start();
        var prompts =
                List.of(setting("prompts", "a mug,a bottle,a chair,a clock").split(","));
        report(0, Optional.empty(), state, 0, 0);
        int rounds = Integer.parseInt(setting("rounds", "8"));
        for (int round = 1; round <= rounds; round++) {
            state = round(round, state, prompts);
        }
    }

    /** What one round hands to the next. */
    private record State(
            Optional<LoraWeights> lora, Map<String, Tensor> encoder, Map<String, Tensor> optimizer, NoiseBank bank) {
        static State start() {
            return new State(Optional.empty(), Map.of(), Map.of(), NoiseBank.empty());
        }

        AdapterRef adapter(int round) {
            return lora.map(weights -> AdapterRef.of("round-" + round, weights)).orElseGet(AdapterRef::base);
        }
    }

    private record Painted(PlannedSample planned, SampleResult result, boolean good) {}

    private State round(int round, State state, List<String> prompts) throws IOException {
        long begin = System.nanoTime();
        var plan = RoundPlan.of(recipe, round, state.bank(), prompts);
        var pictures = paint(plan.samples(), state.adapter(round - 1));
        long painted = System.nanoTime();
        var samples = verdicts(round, pictures);
        var input = new HeroInput(
                recipe, round, state.lora(), state.encoder(), state.optimizer(), state.bank(), samples, earlier);
        var trainer = new HeroTrainer(runtime, model.folder(), model, HeroTrainer.TRANSITIONS_PER_TICK);
        var result = trainer.train(input, TrainingControl.uninterrupted());
        long trained = System.nanoTime();
        samples.forEach(sample -> earlier.add(sample.labelled()));
        var next = new State(Optional.of(result.lora()), result.encoder(), result.optimizer(), result.noiseBank());
        System.out.println(result.report());
        report(
                round,
                Optional.of(new Outcome(pictures, result.report())),
                next,
                (painted - begin) / 1e9,
                (trained - painted) / 1e9);
        return next;
    }

    private record Outcome(List<Painted> pictures, TrainingReport report) {}

    private List<HeroSample> verdicts(int round, List<Painted> pictures) {
        var good = IntStream.range(0, pictures.size())
                .filter(i -> pictures.get(i).good())
                .toArray();
        int best = good.length == 0
                ? -1
                : good[Seeds.random(recipe.seed() + round, Seeds.Stream.SAMPLE).nextInt(good.length)];
        var samples = new ArrayList<HeroSample>();
        for (int i = 0; i < pictures.size(); i++) {
            var picture = pictures.get(i);
            var verdict = i == best ? Verdict.BEST : picture.good() ? Verdict.GOOD : Verdict.BAD;
            samples.add(new HeroSample(
                    picture.planned().prompt(),
                    picture.result().initialNoise(),
                    picture.result().latents(),
                    picture.result().recorded(),
                    verdict));
        }
        return samples;
    }

    private List<Painted> paint(List<PlannedSample> planned, AdapterRef adapter) {
        List<CompletableFuture<SampleResult>> pending = planned.stream()
                .map(sample -> loop.submit(request(sample, adapter)))
                .toList();
        var results = pending.stream().map(CompletableFuture::join).toList();
        var sights = judge.look(results.stream().map(SampleResult::pixels).toList());
        return IntStream.range(0, results.size())
                .mapToObj(i -> new Painted(planned.get(i), results.get(i), Verdicts.onBrand(sights.get(i))))
                .toList();
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

    /** Share of successes from fresh noise, the same seeds each time. */
    private double success(int round, List<String> prompts, AdapterRef adapter) {
        if (round % Integer.parseInt(setting("every", "1")) != 0) {
            return Double.NaN;
        }
        int count = Integer.parseInt(setting("evaluate", "64"));
        var planned = IntStream.range(0, count)
                .mapToObj(i -> new PlannedSample(
                        i,
                        prompts.get(i % prompts.size()),
                        EVALUATION_SEED + i,
                        NoiseOrigin.FRESH,
                        Optional.empty(),
                        new int[0]))
                .toList();
        return share(paint(planned, adapter));
    }

    private static double share(List<Painted> pictures) {
        return pictures.stream().mapToInt(p -> p.good() ? 1 : 0).average().orElse(Double.NaN);
    }

    private static double share(Optional<Outcome> outcome, NoiseOrigin... origins) {
        return share(outcome.map(Outcome::pictures).orElse(List.of()).stream()
                .filter(p -> Arrays.asList(origins).contains(p.planned().origin()))
                .toList());
    }

    private void report(int round, Optional<Outcome> outcome, State state, double sampling, double training)
            throws IOException {
        var prompts =
                List.of(setting("prompts", "a mug,a bottle,a chair,a clock").split(","));
        var report = outcome.map(Outcome::report);
        String line = String.format(
                Locale.ROOT,
                "%s,%d,%d,%d,%.3f,%.3f,%.3f,%.3f,%.3f,%.2f,%.3f,%.3f,%.1f,%.1f\n",
                recipe.preset(),
                recipe.seed(),
                round,
                round * recipe.roundSize(),
                success(round, prompts, state.adapter(round)),
                success(round, List.of(setting("unseen", UNSEEN).split(",")), state.adapter(round)),
                share(outcome, NoiseOrigin.values()),
                share(outcome, NoiseOrigin.FRESH),
                share(outcome, NoiseOrigin.BEST, NoiseOrigin.GOOD),
                report.map(TrainingReport::diversity).orElse(0.0),
                report.map(r -> r.encoder().tripletAccuracyAfter()).orElse(0.0),
                report.map(r -> r.policy().weightNorm()).orElse(0.0),
                sampling,
                training);
        System.out.print(line);
        if (settings.containsKey("csv")) {
            var csv = Path.of(setting("csv", ""));
            if (!Files.exists(csv)) {
                Files.createDirectories(csv.toAbsolutePath().getParent());
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
