package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.SchedulerConfig.PredictionType;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.diffusion.DenoiseBatch;
import dev.konomi.engine.diffusion.Denoiser;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Steps the LoRA weights so that the prediction on a noised image moves from the old weights' one, o, towards (or away
 * from) the true one, p: the target is {@code o + strength · (p − o)}. This is the loss of DiffusionNFT (arXiv
 * 2509.16117, β = 1) with its two squared errors joined into one, which have the same gradient.
 */
final class ForwardTraining {
    private final ForwardNetwork network;
    private final Denoiser denoiser;
    private final DdimSchedule schedule;
    private final PredictionType predictionType;
    private final Recipe recipe;
    private final int rowsPerTick;
    private final TrainingControl control;

    ForwardTraining(
            ForwardNetwork network,
            Denoiser denoiser,
            PredictionType predictionType,
            Recipe recipe,
            int rowsPerTick,
            TrainingControl control) {
        this.network = network;
        this.denoiser = denoiser;
        this.schedule = denoiser.schedule(recipe.sampling().steps());
        this.predictionType = predictionType;
        this.recipe = recipe;
        this.rowsPerTick = rowsPerTick;
        this.control = control;
    }

    /**
     * What there is to learn from.
     *
     * @param pulls images, this round's first
     * @param newest how many are this round's
     * @param emptyText encoder states of no prompt
     */
    record Pool(List<Pull> pulls, int newest, Tensor emptyText) {}

    /**
     * Changes the parameters through their optimizer.
     *
     * @param old the weights before, for the predictions that targets start from
     */
    PolicyStatistics train(
            LoraParameters parameters, AdamW optimizer, AdapterRef old, Pool pool, double learningRate, long seed) {
        var statistics = new PolicyStatistics(recipe.policy().clipRange());
        var settings = recipe.forward();
        var random = new SplittableRandom(seed);
        var noise = GaussianNoise.seeded(seed);
        for (int step = 0; step < settings.steps(); step++) {
            var sum = new GradientSum();
            double loss = 0;
            for (int done = 0; done < settings.imagesPerStep(); done += rowsPerTick) {
                int rows = Math.min(rowsPerTick, settings.imagesPerStep() - done);
                var draw = draw(pool, rows, random, noise);
                var predicted = control.tick(() -> predict(draw.noised(), old));
                var target = target(predicted, draw);
                var result = control.tick(
                        () -> network.run(parameters, draw.noised(), target, 1f / settings.imagesPerStep()));
                sum.add(result.gradients());
                loss += result.loss();
            }
            statistics.addStep(
                    loss, GradientNorm.clip(sum.gradients(), recipe.policy().maxGradNorm()));
            optimizer.step(sum.gradients(), learningRate);
            control.at(Stage.POLICY, step + 1, settings.steps());
        }
        return statistics;
    }

    /**
     * @param truth what a perfect network would predict, the shape of the noised latents
     * @param strengths of each row
     */
    private record Draw(ForwardNetwork.Noised noised, Tensor truth, List<Float> strengths) {}

    private Draw draw(Pool pool, int rows, SplittableRandom random, GaussianNoise noise) {
        var settings = recipe.forward();
        var latents = new ArrayList<Tensor>();
        var truths = new ArrayList<Tensor>();
        var texts = new ArrayList<Tensor>();
        var strengths = new ArrayList<Float>();
        float[] timesteps = new float[rows];
        for (int i = 0; i < rows; i++) {
            boolean newest = random.nextDouble() < settings.newestShare();
            var pull = pool.pulls()
                    .get(random.nextInt(newest ? pool.newest() : pool.pulls().size()));
            int timestep = 1 + random.nextInt(schedule.trainTimesteps() - 1);
            double signal = Math.sqrt(schedule.alphaCumprod(timestep));
            double spread = Math.sqrt(1 - schedule.alphaCumprod(timestep));
            Tensor epsilon = noise.tensor(pull.latents().shape());
            latents.add(mix(pull.latents(), signal, epsilon, spread));
            truths.add(
                    switch (predictionType) {
                        case EPSILON -> epsilon;
                        case V_PREDICTION -> mix(epsilon, signal, pull.latents(), -spread);
                    });
            texts.add(random.nextDouble() < settings.promptDropout() ? pool.emptyText() : pull.text());
            strengths.add(pull.strength());
            timesteps[i] = timestep;
        }
        var noised = new ForwardNetwork.Noised(
                Tensor.stack(latents), Tensor.f32(new int[] {rows}, timesteps), Tensor.stack(texts));
        return new Draw(noised, Tensor.stack(truths), strengths);
    }

    private Tensor predict(ForwardNetwork.Noised noised, AdapterRef old) {
        int rows = noised.latents().dim(0);
        long[] slots = new long[rows];
        Arrays.fill(slots, old.isBase() ? 0 : 1);
        return denoiser.predict(new DenoiseBatch(
                noised.latents(),
                noised.timesteps(),
                noised.text(),
                Tensor.i64(new int[] {rows}, slots),
                old.isBase() ? List.of() : List.of(old)));
    }

    private static Tensor target(Tensor predicted, Draw draw) {
        float[] target = predicted.f32().clone();
        float[] truth = draw.truth().f32();
        int perRow = target.length / draw.strengths().size();
        for (int i = 0; i < target.length; i++) {
            target[i] += draw.strengths().get(i / perRow) * (truth[i] - target[i]);
        }
        return Tensor.f32(predicted.shape(), target);
    }

    private static Tensor mix(Tensor a, double ofA, Tensor b, double ofB) {
        float[] mixed = new float[a.elementCount()];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (float) (ofA * a.f32()[i] + ofB * b.f32()[i]);
        }
        return Tensor.f32(a.shape(), mixed);
    }
}
