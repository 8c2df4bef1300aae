package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.SchedulerConfig.PredictionType;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.DenoiseBatch;
import dev.konomi.engine.diffusion.Denoiser;
import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Steps the LoRA weights so that the prediction on a noised image moves from the old weights' one, o, towards (or away
 * from) the true one, p: the target is {@code o + strength · (p − o)}. This is the loss of DiffusionNFT (arXiv
 * 2509.16117, β = 1) with its two squared errors joined into one, which have the same gradient. With an anchor, o is
 * mixed with the base model's prediction. How much each image counts, at its timestep, is
 * {@link ForwardSettings#errorExponent}.
 */
final class ForwardTraining {
    /** Predicting so many rows takes no longer than training one. */
    private static final int PREDICTED_PER_TRAINED = 2;

    private final ForwardNetwork network;
    private final Denoiser denoiser;
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
        var source = source(pool, settings.promptDropout(), seed);
        var heldOut = HeldOut.of(pool, settings, seed);
        var exam = heldOut.images(source(pool, 0, Seeds.of(seed, Seeds.Stream.HELD_OUT)));
        for (int step = 0; step < settings.steps(); step++) {
            var sum = new GradientSum();
            var images =
                    source.draw(heldOut.rest(), heldOut.newest(), settings.newestShare(), settings.imagesPerStep());
            double loss = loss(parameters, images, old, sum);
            statistics.addStep(
                    loss, GradientNorm.clip(sum.gradients(), recipe.policy().maxGradNorm()));
            optimizer.step(sum.gradients(), learningRate * settings.rateAt(step));
            control.at(Stage.POLICY, step + 1, settings.steps());
            if (exam.isPresent()
                    && heldOut.isDue(step + 1)
                    && heldOut.isPast(parameters, loss(parameters, exam.get(), old, new GradientSum()))) {
                break;
            }
        }
        heldOut.restoreBest(parameters);
        return statistics;
    }

    private NoisedImages.Source source(Pool pool, double promptDropout, long seed) {
        var schedule = denoiser.schedule(recipe.sampling().steps());
        return new NoisedImages.Source(schedule, predictionType, promptDropout, pool.emptyText(), seed);
    }

    /** Mean loss of images, in pieces; their gradients are added to the sum. */
    private double loss(LoraParameters parameters, NoisedImages images, AdapterRef old, GradientSum sum) {
        double loss = 0;
        int rowsPerStart = rowsPerTick * PREDICTED_PER_TRAINED / (isMixed(old) ? 2 : 1);
        for (int from = 0; from < images.count(); from += rowsPerStart) {
            var some = images.rows(from, Math.min(images.count(), from + rowsPerStart));
            var start = control.tick(() -> start(some.noised(), old));
            var target = some.target(start);
            var weights = some.weights(start, recipe.forward().errorExponent(), images.count());
            for (int row = 0; row < some.count(); row += rowsPerTick) {
                int to = Math.min(some.count(), row + rowsPerTick);
                var noised = some.noised().rows(row, to);
                var wanted = target.rows(row, to);
                var ofEach = weights.rows(row, to);
                var result = control.tick(() -> network.run(parameters, noised, wanted, ofEach));
                sum.add(result.gradients());
                loss += result.loss();
            }
        }
        return loss;
    }

    /** Where pulls start from: the old weights' prediction, drawn towards the base model's. */
    private Tensor start(ForwardNetwork.Noised noised, AdapterRef old) {
        if (!isMixed(old)) {
            return predict(noised, old);
        }
        double anchor = recipe.forward().anchor();
        return NoisedImages.mix(predict(noised, old), 1 - anchor, predict(noised, AdapterRef.base()), anchor);
    }

    private boolean isMixed(AdapterRef old) {
        return !old.isBase() && recipe.forward().anchor() != 0;
    }

    private Tensor predict(ForwardNetwork.Noised noised, AdapterRef adapter) {
        int rows = noised.latents().dim(0);
        long[] slots = new long[rows];
        Arrays.fill(slots, adapter.isBase() ? 0 : 1);
        var batch = new DenoiseBatch(
                noised.latents(),
                noised.timesteps(),
                noised.text(),
                Tensor.i64(new int[] {rows}, slots),
                adapter.isBase() ? List.of() : List.of(adapter));
        return network.predict(batch, denoiser::predict);
    }
}
