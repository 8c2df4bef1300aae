package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.SchedulerConfig.PredictionType;
import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.diffusion.DenoiseBatch;
import dev.konomi.engine.diffusion.Denoiser;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Asks a reward encoder and the base model about images that nobody judged. */
public final class VersionExaminer {
    private static final int IMAGES_PER_TICK = 4;
    /** Noise levels at which the base model is asked, as parts of all training timesteps. */
    private static final List<Double> LEVELS = List.of(0.2, 0.4, 0.6, 0.8);

    private static final int SCHEDULE_STEPS = 20; // the noise levels alone are used, which all schedules share
    private static final long NOISE_SEED = 0x61756469; // one for all, so that images are asked about alike
    private static final String NO_PROMPT = "";

    private final OnnxRuntime runtime;
    private final Denoiser denoiser;

    public VersionExaminer(OnnxRuntime runtime, Denoiser denoiser) {
        this.runtime = runtime;
        this.denoiser = denoiser;
    }

    /**
     * A reward encoder that is taught the input's judged images from the beginning, for recipes that learn without one.
     *
     * @return its named tensors; empty where nothing good was ever seen
     */
    public SortedMap<String, Tensor> encoder(HeroInput in, TrainingControl control) {
        var lesson = EncoderLesson.of(in);
        if (lesson.isEmpty()) {
            return new TreeMap<>();
        }
        var settings = in.recipe().encoder();
        var shape = EncoderShape.of(lesson.get().anchor(), settings);
        var weights = shape.initialWeights(Seeds.of(in.seed(), Seeds.Stream.ENCODER_WEIGHTS));
        try (var opened = RewardEncoder.open(runtime, shape, settings.margin())) {
            new EncoderTraining(opened, settings, control)
                    .train(weights, lesson.get(), Seeds.of(in.seed(), Seeds.Stream.TRIPLETS));
        }
        return weights;
    }

    /**
     * The reward of each image.
     *
     * @param encoder the reward encoder, as named tensors
     * @param best what images are compared with, [4, height/8, width/8], F32
     * @param images each [4, height/8, width/8], F32
     * @return similarities to the best, 0…1
     */
    public float[] rewards(
            EncoderSettings settings,
            Map<String, Tensor> encoder,
            Tensor best,
            List<Tensor> images,
            TrainingControl control) {
        try (var opened = RewardEncoder.open(runtime, EncoderShape.of(best, settings), settings.margin())) {
            var asked = new EncoderTraining(opened, settings, control);
            var anchor = asked.representations(encoder, List.of(best));
            return Similarity.rewards(asked.representations(encoder, images), anchor);
        }
    }

    /**
     * By how much the base model predicts the noise in each image better with the prompt than without one, as a share of
     * the error without one (after arXiv 2303.16203, where a diffusion model classifies). Above 0 it sees in the image
     * what the prompt says.
     *
     * @param images final latents, each [4, height/8, width/8], F32
     * @param prompts one for each image
     */
    public float[] recognition(List<Tensor> images, List<String> prompts, TrainingControl control) {
        var schedule = denoiser.schedule(SCHEDULE_STEPS);
        var texts = new HashMap<String, Tensor>();
        texts.put(NO_PROMPT, control.tick(() -> denoiser.encode(NO_PROMPT)));
        for (var prompt : prompts) {
            texts.computeIfAbsent(prompt, unseen -> control.tick(() -> denoiser.encode(unseen)));
        }
        float[] gains = new float[images.size()];
        for (int from = 0; from < images.size(); from += IMAGES_PER_TICK) {
            int to = Math.min(images.size(), from + IMAGES_PER_TICK);
            var rows = new Rows(schedule, denoiser.scheduler().predictionType());
            for (int i = from; i < to; i++) {
                rows.add(images.get(i), text(texts, prompts.get(i)), text(texts, NO_PROMPT));
            }
            var predicted = control.tick(() -> denoiser.predict(rows.batch()));
            System.arraycopy(rows.gains(predicted), 0, gains, from, to - from);
        }
        return gains;
    }

    private static Tensor text(Map<String, Tensor> texts, String prompt) {
        var text = texts.get(prompt);
        if (text == null) {
            throw new IllegalStateException("prompt '" + prompt + "' was not encoded");
        }
        return text;
    }

    /** For each image and noise level two rows of a batch: with the prompt and without. */
    private static final class Rows {
        private final DdimSchedule schedule;
        private final PredictionType type;
        private final List<Tensor> noisy = new ArrayList<>();
        private final List<Tensor> truths = new ArrayList<>();
        private final List<Tensor> texts = new ArrayList<>();
        private final List<Float> timesteps = new ArrayList<>();

        Rows(DdimSchedule schedule, PredictionType type) {
            this.schedule = schedule;
            this.type = type;
        }

        void add(Tensor image, Tensor prompt, Tensor noPrompt) {
            var noise = GaussianNoise.seeded(NOISE_SEED);
            for (double level : LEVELS) {
                int timestep = (int) (level * schedule.trainTimesteps());
                double signal = Math.sqrt(schedule.alphaCumprod(timestep));
                double spread = Math.sqrt(1 - schedule.alphaCumprod(timestep));
                Tensor epsilon = noise.tensor(image.shape());
                Tensor mixed = mix(image, signal, epsilon, spread);
                Tensor truth = switch (type) {
                    case EPSILON -> epsilon;
                    case V_PREDICTION -> mix(epsilon, signal, image, -spread);
                };
                for (var text : List.of(prompt, noPrompt)) {
                    noisy.add(mixed);
                    truths.add(truth);
                    texts.add(text);
                    timesteps.add((float) timestep);
                }
            }
        }

        DenoiseBatch batch() {
            int rows = noisy.size();
            float[] times = new float[rows];
            for (int i = 0; i < rows; i++) {
                times[i] = timesteps.get(i);
            }
            return new DenoiseBatch(
                    Tensor.stack(noisy),
                    Tensor.f32(new int[] {rows}, times),
                    Tensor.stack(texts),
                    Tensor.i64(new int[] {rows}, new long[rows]),
                    List.of());
        }

        float[] gains(Tensor predicted) {
            int perImage = 2 * LEVELS.size();
            float[] gains = new float[noisy.size() / perImage];
            for (int image = 0; image < gains.length; image++) {
                double with = 0;
                double without = 0;
                for (int row = image * perImage; row < (image + 1) * perImage; row += 2) {
                    with += error(predicted, row);
                    without += error(predicted, row + 1);
                }
                gains[image] = (float) ((without - with) / without);
            }
            return gains;
        }

        private double error(Tensor predicted, int row) {
            float[] found = predicted.rows(row, row + 1).f32();
            float[] truth = truths.get(row).f32();
            double sum = 0;
            for (int i = 0; i < truth.length; i++) {
                double d = found[i] - truth[i];
                sum += d * d;
            }
            return sum;
        }

        private static Tensor mix(Tensor a, double ofA, Tensor b, double ofB) {
            float[] mixed = new float[a.elementCount()];
            for (int i = 0; i < mixed.length; i++) {
                mixed[i] = (float) (ofA * a.f32()[i] + ofB * b.f32()[i]);
            }
            return Tensor.f32(a.shape(), mixed);
        }
    }
}
