package dev.konomi.engine.hero;

import dev.konomi.bench.BenchCase;
import dev.konomi.bench.CaseSettings;
import dev.konomi.engine.checkpoint.DiffusersFolder;
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
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A whole first round of an adapter: pictures through the denoise loop, then the training on given verdicts. */
final class RoundCase implements BenchCase {
    private static final List<String> PROMPTS = List.of("a mug", "a bottle", "a chair", "a clock");
    private static final int BATCH_LIMIT = 8;
    /** Every fifth image is good, the first of them the best. */
    private static final int GOOD_EVERY = 5;

    private final Recipe recipe;
    private final OnnxRuntime runtime;
    private final DiffusionModel model;
    private final DenoiseLoop loop;
    private SortedMap<String, Tensor> results = new TreeMap<>();

    RoundCase(OnnxRuntime runtime, CaseSettings settings) {
        this.recipe = RecipePresets.named(settings.text("recipe")).orElseThrow();
        this.runtime = runtime;
        this.model = DiffusionModel.open(
                DiffusersFolder.open(settings.path("model")),
                runtime,
                settings.path("cache"),
                DiffusionOptions.DEFAULT);
        var options = new LoopOptions(BATCH_LIMIT, LoopOptions.DEFAULT.decodeLimit(), recipe.roundSize());
        this.loop = DenoiseLoop.start(model, options);
    }

    @Override
    public void run() {
        long begin = System.nanoTime();
        var samples = paint(RoundPlan.of(recipe, 1, NoiseBank.empty(), PROMPTS));
        long painted = System.nanoTime();
        var input =
                new HeroInput(recipe, 1, Optional.empty(), Map.of(), Map.of(), NoiseBank.empty(), samples, List.of());
        var trainer = new HeroTrainer(runtime, model.folder(), model, HeroTrainer.TRANSITIONS_PER_TICK);
        var report = trainer.train(input, TrainingControl.uninterrupted()).report();
        results = new TreeMap<>();
        results.put("sampling", number((painted - begin) / 1e9));
        report.secondsPerStage()
                .forEach((stage, seconds) -> results.put(stage.name().toLowerCase(), number(seconds)));
        results.put("weight_norm", number(report.policy().weightNorm()));
    }

    private List<HeroSample> paint(RoundPlan plan) {
        List<CompletableFuture<SampleResult>> pending = plan.samples().stream()
                .map(planned -> loop.submit(request(planned)))
                .toList();
        List<HeroSample> samples = new ArrayList<>();
        for (int i = 0; i < pending.size(); i++) {
            var picture = pending.get(i).join();
            samples.add(new HeroSample(
                    plan.samples().get(i).prompt(),
                    picture.initialNoise(),
                    picture.latents(),
                    picture.recorded(),
                    i == 0 ? Verdict.BEST : i % GOOD_EVERY == 0 ? Verdict.GOOD : Verdict.BAD));
        }
        return samples;
    }

    private SampleRequest request(PlannedSample planned) {
        var sampling = recipe.sampling();
        return new SampleRequest(
                planned.prompt(),
                "",
                sampling.steps(),
                (float) sampling.guidanceScale(),
                new Ddim((float) sampling.eta()),
                planned.seed(),
                sampling.heightPx(),
                sampling.widthPx(),
                AdapterRef.base(),
                planned.initialNoise(),
                planned.recordedSteps(),
                Priority.ROUND,
                "bench");
    }

    private static Tensor number(double number) {
        return Tensor.f32(new int[] {1}, new float[] {(float) number});
    }

    /** Seconds of each stage, and the norm of the adapter that came out. */
    @Override
    public SortedMap<String, Tensor> results() {
        return results;
    }

    @Override
    public void close() {
        try (model) {
            loop.close();
        }
    }
}
