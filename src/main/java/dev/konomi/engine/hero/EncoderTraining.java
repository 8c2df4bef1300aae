package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Teaches a reward encoder a lesson: each epoch draws triplets anew and takes one step of Adam. */
final class EncoderTraining {
    private static final int EPOCHS_PER_TICK = 5;
    private static final int IMAGES_PER_TICK = 64;

    private final RewardEncoder encoder;
    private final EncoderSettings settings;
    private final TrainingControl control;

    EncoderTraining(RewardEncoder encoder, EncoderSettings settings, TrainingControl control) {
        this.encoder = encoder;
        this.settings = settings;
        this.control = control;
    }

    /**
     * Changes the weights in place. Without triplets it changes nothing.
     *
     * @param seed of the triplets
     */
    TrainingReport.EncoderReport train(SortedMap<String, Tensor> weights, EncoderLesson lesson, long seed) {
        int labelled = lesson.images().size();
        if (!lesson.hasTriplets()) {
            control.at(Stage.ENCODER, 1, 1);
            return new TrainingReport.EncoderReport(labelled, 0, 0, 0, 0, 0);
        }
        double before = accuracy(weights, lesson);
        var optimizer = new AdamW(AdamW.Settings.ADAM, weights, Map.of());
        var random = new SplittableRandom(seed);
        var losses = new ArrayList<Double>();
        for (int done = 0; done < settings.epochs(); done += EPOCHS_PER_TICK) {
            int count = Math.min(EPOCHS_PER_TICK, settings.epochs() - done);
            losses.addAll(control.tick(() -> epochs(weights, lesson, optimizer, random, count)));
            control.at(Stage.ENCODER, done + count, settings.epochs());
        }
        double first = losses.isEmpty() ? 0 : losses.get(0);
        double last = losses.isEmpty() ? 0 : losses.get(losses.size() - 1);
        return new TrainingReport.EncoderReport(
                labelled, losses.size(), first, last, before, accuracy(weights, lesson));
    }

    private List<Double> epochs(
            SortedMap<String, Tensor> weights,
            EncoderLesson lesson,
            AdamW optimizer,
            SplittableRandom random,
            int count) {
        var losses = new ArrayList<Double>();
        int triplets = settings.tripletsPerEpoch() == 0 ? lesson.images().size() : settings.tripletsPerEpoch();
        for (int i = 0; i < count; i++) {
            var drawn = Triplets.draw(lesson, triplets, random);
            var batch = Batch.of(lesson, drawn);
            var step = encoder.step(weights, batch.latents(), EncoderLesson.ANCHOR, batch.triplets());
            optimizer.step(step.gradients(), settings.learningRate());
            losses.add(step.loss());
        }
        return losses;
    }

    /** The images that some triplet names, each of them once, and the triplets by their rows. */
    private record Batch(Tensor latents, Triplets triplets) {
        static Batch of(EncoderLesson lesson, Triplets triplets) {
            var rows = new LinkedHashMap<Integer, Integer>();
            rows.put(EncoderLesson.ANCHOR, 0);
            var positives = toRows(triplets.positives(), rows);
            var negatives = toRows(triplets.negatives(), rows);
            var images = rows.keySet().stream().map(lesson.images()::get).toList();
            return new Batch(Tensor.stack(images), new Triplets(positives, negatives));
        }

        private static int[] toRows(int[] images, Map<Integer, Integer> rows) {
            return IntStream.of(images)
                    .map(image -> rows.computeIfAbsent(image, unseen -> rows.size()))
                    .toArray();
        }
    }

    /** Share of all good-bad pairs whose good image is nearer to the anchor by its projection. */
    private double accuracy(Map<String, Tensor> weights, EncoderLesson lesson) {
        var projections = embed(weights, lesson.images(), RewardEncoder.Embedding::projection);
        float[] nearness = Similarity.rewards(projections, projections.rows(0, 1));
        long right = 0;
        for (int good : lesson.good()) {
            right += IntStream.of(lesson.bad())
                    .filter(bad -> nearness[good] > nearness[bad])
                    .count();
        }
        return (double) right / ((long) lesson.good().length * lesson.bad().length);
    }

    /** Representations [n, r] of images. */
    Tensor representations(Map<String, Tensor> weights, List<Tensor> images) {
        return embed(weights, images, RewardEncoder.Embedding::representation);
    }

    private Tensor embed(
            Map<String, Tensor> weights, List<Tensor> images, Function<RewardEncoder.Embedding, Tensor> part) {
        var parts = new ArrayList<Tensor>();
        for (int from = 0; from < images.size(); from += IMAGES_PER_TICK) {
            var some = images.subList(from, Math.min(images.size(), from + IMAGES_PER_TICK));
            parts.add(control.tick(() -> part.apply(encoder.embed(weights, Tensor.stack(some)))));
        }
        return Tensor.concat(parts);
    }
}
