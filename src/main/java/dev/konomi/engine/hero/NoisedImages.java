package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.SchedulerConfig.PredictionType;
import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Images at random timesteps of the forward process, with what a perfect network would predict of them.
 *
 * @param noised what the network sees
 * @param truth what it should say if it were perfect, the shape of the noised latents
 * @param strengths of each row's pull
 */
record NoisedImages(ForwardNetwork.Noised noised, Tensor truth, List<Float> strengths) {
    /** A network that is right would have all the say. */
    private static final double LEAST_ERROR = 1e-3;

    NoisedImages {
        strengths = List.copyOf(strengths);
    }

    /** Draws of one training: its randomness goes on from each to the next. */
    static final class Source {
        private final DdimSchedule schedule;
        private final PredictionType predictionType;
        private final double promptDropout;
        private final Tensor emptyText;
        private final SplittableRandom random;
        private final GaussianNoise noise;

        /**
         * @param promptDropout share of the images without their prompt
         * @param emptyText encoder states of no prompt
         */
        Source(
                DdimSchedule schedule,
                PredictionType predictionType,
                double promptDropout,
                Tensor emptyText,
                long seed) {
            this.schedule = schedule;
            this.predictionType = predictionType;
            this.promptDropout = promptDropout;
            this.emptyText = emptyText;
            this.random = new SplittableRandom(seed);
            this.noise = GaussianNoise.seeded(seed);
        }

        /**
         * Draws images with repetition.
         *
         * @param newestShare how probably one is among the newest, which come first, instead of among all
         */
        NoisedImages draw(List<Pull> pulls, int newest, double newestShare, int rows) {
            var batch = new Batch();
            for (int i = 0; i < rows; i++) {
                boolean ofNewest = random.nextDouble() < newestShare;
                batch.add(pulls.get(random.nextInt(ofNewest ? newest : pulls.size())));
            }
            return batch.images();
        }

        /** Every image so many times. */
        NoisedImages each(List<Pull> pulls, int times) {
            var batch = new Batch();
            for (int i = 0; i < times; i++) {
                pulls.forEach(batch::add);
            }
            return batch.images();
        }

        private final class Batch {
            private final List<Tensor> latents = new ArrayList<>();
            private final List<Tensor> truths = new ArrayList<>();
            private final List<Tensor> texts = new ArrayList<>();
            private final List<Integer> timesteps = new ArrayList<>();
            private final List<Float> strengths = new ArrayList<>();

            void add(Pull pull) {
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
                texts.add(random.nextDouble() < promptDropout ? emptyText : pull.text());
                timesteps.add(timestep);
                strengths.add(pull.strength());
            }

            NoisedImages images() {
                float[] times = new float[timesteps.size()];
                for (int i = 0; i < times.length; i++) {
                    times[i] = timesteps.get(i);
                }
                var noised = new ForwardNetwork.Noised(
                        Tensor.stack(latents), StepInputs.perStep(times), Tensor.stack(texts));
                return new NoisedImages(noised, Tensor.stack(truths), strengths);
            }
        }
    }

    int count() {
        return strengths.size();
    }

    /** {@code start + strength · (truth − start)}. */
    Tensor target(Tensor start) {
        float[] target = start.f32().clone();
        float[] wanted = truth.f32();
        int perRow = target.length / strengths.size();
        for (int i = 0; i < target.length; i++) {
            target[i] += strengths.get(i / perRow) * (wanted[i] - target[i]);
        }
        return Tensor.f32(start.shape(), target);
    }

    /**
     * What each row's squared error is multiplied with, so that its error counts to another power than 2.
     *
     * @param of rows that there are together: their mean is what is trained on
     * @return [n]
     */
    Tensor weights(Tensor start, double errorExponent, int of) {
        float[] weights = new float[strengths.size()];
        int perRow = start.elementCount() / weights.length;
        for (int row = 0; row < weights.length; row++) {
            double squares = 0;
            for (int i = row * perRow; i < (row + 1) * perRow; i++) {
                double error = truth.f32()[i] - start.f32()[i];
                squares += error * error;
            }
            double error = Math.sqrt(squares / perRow) + LEAST_ERROR;
            weights[row] = (float) (Math.pow(error, errorExponent - 2) / of);
        }
        return Tensor.f32(new int[] {weights.length}, weights);
    }

    NoisedImages rows(int from, int to) {
        return new NoisedImages(noised.rows(from, to), truth.rows(from, to), strengths.subList(from, to));
    }

    static Tensor mix(Tensor a, double ofA, Tensor b, double ofB) {
        float[] mixed = new float[a.elementCount()];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (float) (ofA * a.f32()[i] + ofB * b.f32()[i]);
        }
        return Tensor.f32(a.shape(), mixed);
    }
}
