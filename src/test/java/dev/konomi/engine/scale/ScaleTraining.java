package dev.konomi.engine.scale;

import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.diffusion.RecordedStep;
import dev.konomi.engine.hero.ForwardSettings;
import dev.konomi.engine.hero.HeroInput;
import dev.konomi.engine.hero.HeroResult;
import dev.konomi.engine.hero.HeroSample;
import dev.konomi.engine.hero.HeroTrainer;
import dev.konomi.engine.hero.NoiseBank;
import dev.konomi.engine.hero.PolicySettings;
import dev.konomi.engine.hero.PolicyUpdate;
import dev.konomi.engine.hero.ProgressListener;
import dev.konomi.engine.hero.Recipe;
import dev.konomi.engine.hero.RecipePresets;
import dev.konomi.engine.hero.SamplingSettings;
import dev.konomi.engine.hero.TickRunner;
import dev.konomi.engine.hero.TrainingControl;
import dev.konomi.engine.hero.Verdict;
import dev.konomi.engine.runtime.OnnxRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One step of the optimizer on a few recorded steps of made-up trajectories. */
final class ScaleTraining {
    private static final int SAMPLES = 2;

    private final OnnxRuntime runtime;
    private final DiffusionModel model;
    private final Findings findings;

    ScaleTraining(OnnxRuntime runtime, DiffusionModel model, Findings findings) {
        this.runtime = runtime;
        this.model = model;
        this.findings = findings;
    }

    void run(int sidePx, PolicyUpdate update) {
        Recipe recipe = recipe(update, sidePx);
        HeroInput input = new HeroInput(
                recipe, 1, Optional.empty(), Map.of(), Map.of(), NoiseBank.empty(), samples(recipe), List.of());
        Ticks ticks = new Ticks();
        TrainingControl control = new TrainingControl(ticks, ProgressListener.NONE, () -> false);
        HeroTrainer trainer = new HeroTrainer(runtime, model.folder(), model, HeroTrainer.TRANSITIONS_PER_TICK);
        HeroResult result = findings.time("training s", () -> trainer.train(input, control));
        findings.put("optimizer steps", result.report().policy().optimizerSteps());
        findings.put("weight norm", result.report().policy().weightNorm());
        findings.put("ticks s", ticks.seconds);
    }

    /** The preset's losses and rates with as few rows as one optimizer step can have. */
    private static Recipe recipe(PolicyUpdate update, int sidePx) {
        Recipe preset = update == PolicyUpdate.DDPO ? RecipePresets.heroPaper() : RecipePresets.hero();
        PolicySettings policy = preset.policy();
        return new Recipe(
                "scale",
                SAMPLES,
                0,
                1,
                new SamplingSettings(20, 5, 1, 1, sidePx, sidePx),
                preset.noiseBank(),
                preset.encoder(),
                preset.reward(),
                preset.replay(),
                update,
                new PolicySettings(
                        1,
                        SAMPLES,
                        1,
                        policy.clipRange(),
                        policy.maxGradNorm(),
                        policy.learningRate(),
                        policy.learningRateDecay(),
                        policy.beta1(),
                        policy.beta2(),
                        policy.weightDecay(),
                        policy.epsilon()),
                new ForwardSettings(1, SAMPLES, 0.5, 0.1, 0.5, 0, 0, false, 2),
                preset.preference(),
                preset.lora(),
                preset.guard(),
                preset.repeats());
    }

    private List<HeroSample> samples(Recipe recipe) {
        int side = recipe.sampling().heightPx();
        int[] shape = model.latentShape(side, side);
        int[] timesteps = model.schedule(recipe.sampling().steps()).timesteps();
        List<HeroSample> samples = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            GaussianNoise noise = GaussianNoise.seeded(i);
            RecordedStep step = new RecordedStep(6, timesteps[6], noise.tensor(shape), noise.tensor(shape), -1.5f);
            Verdict verdict = i == 0 ? Verdict.BEST : Verdict.BAD;
            samples.add(new HeroSample("a red mug", noise.tensor(shape), noise.tensor(shape), List.of(step), verdict));
        }
        return samples;
    }

    /** Notes how long each piece of device work takes. */
    private static final class Ticks implements TickRunner {
        private final List<String> seconds = new ArrayList<>();

        @Override
        public <T> T run(Supplier<T> work) {
            long begin = System.nanoTime();
            T result = work.get();
            seconds.add(Findings.seconds(System.nanoTime() - begin));
            return result;
        }
    }
}
