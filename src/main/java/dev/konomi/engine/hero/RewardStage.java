package dev.konomi.engine.hero;

import dev.konomi.engine.diffusion.Denoiser;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Teaches whoever gives the rewards, and asks about the round's images. */
final class RewardStage {
    private static final float UNDECIDED = 0.5f;

    private final OnnxRuntime runtime;
    private final Denoiser denoiser;
    private final HeroInput in;
    private final TrainingControl control;
    private final StageClock clock;

    RewardStage(OnnxRuntime runtime, Denoiser denoiser, HeroInput in, TrainingControl control, StageClock clock) {
        this.runtime = runtime;
        this.denoiser = denoiser;
        this.in = in;
        this.control = control;
        this.clock = clock;
    }

    /**
     * @param weights the encoder's, after learning
     * @param rewards one for each sample, then one for each earlier image that is replayed, 0…1
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Outcome(
            SortedMap<String, Tensor> weights,
            float[] rewards,
            TrainingReport.EncoderReport encoder,
            TrainingReport.RewardReport report) {}

    Outcome run() {
        return switch (in.recipe().reward().source()) {
            case ENCODER -> similarity();
            case CLASSIFIER -> classified();
            case LABELS -> untaught(labels());
            case SMOOTHED_LABELS -> untaught(labels(), withLabels(LabelSmoothing.of(in.judged())));
            case FUNCTION -> coloured();
        };
    }

    private Outcome similarity() {
        var settings = in.recipe().encoder();
        var shape = EncoderShape.of(latents(), settings);
        var weights = startingWeights(shape);
        var lesson = EncoderLesson.of(in);
        if (lesson.isEmpty()) {
            return undecided(weights);
        }
        try (var encoder = RewardEncoder.open(runtime, shape, settings.margin())) {
            var training = new EncoderTraining(encoder, settings, control);
            float[] before = similarities(training, weights, lesson.get());
            var report = clock.time(
                    Stage.ENCODER,
                    () -> training.train(weights, lesson.get(), Seeds.of(in.seed(), Seeds.Stream.TRIPLETS)));
            float[] after = clock.time(Stage.REWARD, () -> similarities(training, weights, lesson.get()));
            control.at(Stage.REWARD, 1, 1);
            return new Outcome(weights, withLabels(after), report, report(before, after));
        }
    }

    private Outcome classified() {
        var settings = in.recipe().encoder();
        var reward = in.recipe().reward();
        var shape = EncoderShape.classifier(latents(), settings);
        boolean asks = reward.asksIn(in.round());
        // what an early round taught is kept while nothing more is asked
        var weights = asks || !shape.matches(in.encoder()) ? startingWeights(shape) : copy(in.encoder());
        try (var classifier = RewardClassifier.open(runtime, shape)) {
            var training = new ClassifierTraining(classifier, settings.epochs(), settings.learningRate(), control);
            var images = in.judged().stream().map(LabelledImage::latents).toList();
            float[] before = training.probabilities(weights, images);
            var report = asks
                    ? clock.time(Stage.ENCODER, () -> training.train(weights, in.judged()))
                    : TrainingReport.EncoderReport.NONE;
            float[] after = clock.time(Stage.REWARD, () -> training.probabilities(weights, images));
            control.at(Stage.REWARD, 1, 1);
            return new Outcome(weights, asks ? withLabels(after) : after, report, report(before, after));
        }
    }

    private Outcome untaught(float[] rewards) {
        return untaught(rewards, rewards);
    }

    /** Nothing is taught. */
    private Outcome untaught(float[] before, float[] after) {
        control.at(Stage.ENCODER, 1, 1);
        control.at(Stage.REWARD, 1, 1);
        return new Outcome(
                new TreeMap<>(in.encoder()), after, TrainingReport.EncoderReport.NONE, report(before, after));
    }

    /** As far as each verdict is sure; skipped images are worth the mean of the others. */
    private float[] labels() {
        var judged = in.judged();
        double mean = judged.stream()
                .filter(image -> image.verdict() != Verdict.SKIP)
                .mapToDouble(RewardStage::worth)
                .average()
                .orElse(UNDECIDED);
        float[] rewards = new float[judged.size()];
        for (int i = 0; i < rewards.length; i++) {
            var image = judged.get(i);
            rewards[i] = (float) (image.verdict() == Verdict.SKIP ? mean : worth(image));
        }
        return rewards;
    }

    /** Pictures are decoded again, one in a tick. */
    private Outcome coloured() {
        var function = new ColourReward(in.recipe().reward().colours());
        var judged = in.judged();
        float[] rewards = new float[judged.size()];
        for (int i = 0; i < rewards.length; i++) {
            Tensor latents = judged.get(i).latents();
            Tensor pixels = control.tick(() -> denoiser.decode(Tensor.stack(List.of(latents))));
            rewards[i] = function.of(pixels.reshape(pixels.dim(1), pixels.dim(2), pixels.dim(3)));
            control.at(Stage.REWARD, i + 1, rewards.length);
        }
        return untaught(rewards);
    }

    private static double worth(LabelledImage image) {
        double half = image.confidence() / 2;
        return UNDECIDED + (image.verdict().isGood() ? half : -half);
    }

    private Tensor latents() {
        return in.samples().get(0).latents();
    }

    private SortedMap<String, Tensor> startingWeights(EncoderShape shape) {
        if (in.recipe().encoder().warmStart() && shape.matches(in.encoder())) {
            return copy(in.encoder());
        }
        return shape.initialWeights(Seeds.of(in.seed(), Seeds.Stream.ENCODER_WEIGHTS));
    }

    private static SortedMap<String, Tensor> copy(Map<String, Tensor> weights) {
        var copy = new TreeMap<String, Tensor>();
        weights.forEach((name, tensor) ->
                copy.put(name, Tensor.f32(tensor.shape(), tensor.f32().clone())));
        return copy;
    }

    /** Nothing good was ever seen: every image is worth the same. */
    private Outcome undecided(SortedMap<String, Tensor> weights) {
        float[] rewards = new float[in.judged().size()];
        Arrays.fill(rewards, UNDECIDED);
        return new Outcome(weights, rewards, TrainingReport.EncoderReport.NONE, report(rewards, rewards));
    }

    private float[] similarities(EncoderTraining training, Map<String, Tensor> weights, EncoderLesson lesson) {
        var images = new ArrayList<Tensor>();
        images.add(lesson.anchor());
        in.judged().forEach(image -> images.add(image.latents()));
        var all = training.representations(weights, images);
        var anchor = all.rows(0, 1);
        var representations = all.rows(1, images.size());
        var targets = in.recipe().reward().target() == RewardTarget.BEST
                ? anchor
                : Tensor.concat(goodRows(anchor, representations, lesson));
        return Similarity.rewards(representations, targets);
    }

    /** The good images of the round without the anchor, which stands in where there is no other. */
    private List<Tensor> goodRows(Tensor anchor, Tensor representations, EncoderLesson lesson) {
        var rows = new ArrayList<Tensor>();
        for (int i = 0; i < in.samples().size(); i++) {
            var sample = in.samples().get(i);
            if (sample.verdict().isGood() && !sample.latents().equals(lesson.anchor())) {
                rows.add(representations.rows(i, i + 1));
            }
        }
        return rows.isEmpty() ? List.of(anchor) : rows;
    }

    /** The evaluators' own verdict counts for its share, as far as it is sure; a skipped image has none. */
    private float[] withLabels(float[] similarities) {
        double labelShare = in.recipe().reward().labelShare();
        float[] rewards = similarities.clone();
        for (int i = 0; i < rewards.length; i++) {
            var verdict = in.judged().get(i).verdict();
            if (verdict != Verdict.SKIP) {
                float share = (float) (labelShare * in.judged().get(i).confidence());
                rewards[i] = (1 - share) * similarities[i] + share * (verdict.isGood() ? 1 : 0);
            }
        }
        return rewards;
    }

    private TrainingReport.RewardReport report(float[] before, float[] after) {
        Predicate<Verdict> bad = verdict -> verdict == Verdict.BAD;
        return new TrainingReport.RewardReport(
                statistics(before, Verdict::isGood),
                statistics(before, bad),
                statistics(after, Verdict::isGood),
                statistics(after, bad));
    }

    private RewardStatistics statistics(float[] rewards, Predicate<Verdict> which) {
        var chosen = new ArrayList<Float>();
        for (int i = 0; i < in.samples().size(); i++) {
            if (which.test(in.samples().get(i).verdict())) {
                chosen.add(rewards[i]);
            }
        }
        return RewardStatistics.of(chosen);
    }
}
