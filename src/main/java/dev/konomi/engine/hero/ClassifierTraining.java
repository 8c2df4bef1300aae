package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Teaches a classifier all labelled images; each epoch is one step of Adam on all of them. */
final class ClassifierTraining {
    private static final int EPOCHS_PER_TICK = 5;
    private static final int IMAGES_PER_TICK = 64;

    private final RewardClassifier classifier;
    private final int epochs;
    private final double learningRate;
    private final TrainingControl control;

    ClassifierTraining(RewardClassifier classifier, int epochs, double learningRate, TrainingControl control) {
        this.classifier = classifier;
        this.epochs = epochs;
        this.learningRate = learningRate;
        this.control = control;
    }

    /** The images that somebody judged. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Lesson(Tensor latents, float[] signs, float[] counts, int good) {
        static Lesson of(List<LabelledImage> judged) {
            var known = judged.stream()
                    .filter(image -> image.verdict() != Verdict.SKIP)
                    .toList();
            float[] signs = new float[known.size()];
            float[] counts = new float[known.size()];
            int good = 0;
            for (int i = 0; i < signs.length; i++) {
                boolean isGood = known.get(i).verdict().isGood();
                good += isGood ? 1 : 0;
                signs[i] = isGood ? 1 : -1;
                counts[i] = (float) (known.get(i).confidence() / signs.length);
            }
            var images = known.stream().map(LabelledImage::latents).toList();
            return new Lesson(images.isEmpty() ? Tensor.zeros(0) : Tensor.stack(images), signs, counts, good);
        }

        boolean tellsApart() {
            return good > 0 && good < signs.length;
        }
    }

    /** Changes the weights in place. Without a good or without a bad image it changes nothing. */
    TrainingReport.EncoderReport train(SortedMap<String, Tensor> weights, List<LabelledImage> judged) {
        var lesson = Lesson.of(judged);
        if (!lesson.tellsApart()) {
            control.at(Stage.ENCODER, 1, 1);
            return TrainingReport.EncoderReport.NONE;
        }
        double before = accuracy(weights, lesson);
        var optimizer = new AdamW(AdamW.Settings.ADAM, weights, Map.of());
        var losses = new ArrayList<Double>();
        for (int done = 0; done < epochs; done += EPOCHS_PER_TICK) {
            int count = Math.min(EPOCHS_PER_TICK, epochs - done);
            losses.addAll(control.tick(() -> some(weights, lesson, optimizer, count)));
            control.at(Stage.ENCODER, done + count, epochs);
        }
        double first = losses.isEmpty() ? 0 : losses.get(0);
        double last = losses.isEmpty() ? 0 : losses.get(losses.size() - 1);
        return new TrainingReport.EncoderReport(
                lesson.signs().length, losses.size(), first, last, before, accuracy(weights, lesson));
    }

    private List<Double> some(SortedMap<String, Tensor> weights, Lesson lesson, AdamW optimizer, int count) {
        var losses = new ArrayList<Double>();
        for (int i = 0; i < count; i++) {
            var step = classifier.step(weights, lesson.latents(), lesson.signs(), lesson.counts());
            optimizer.step(step.gradients(), learningRate);
            losses.add(step.loss());
        }
        return losses;
    }

    /** Share of all good-bad pairs whose good image is called good more surely. */
    private double accuracy(Map<String, Tensor> weights, Lesson lesson) {
        float[] found = control.tick(() -> classifier.probabilities(weights, lesson.latents()));
        long right = 0;
        for (int i = 0; i < found.length; i++) {
            for (int j = 0; j < found.length; j++) {
                right += lesson.signs()[i] > lesson.signs()[j] && found[i] > found[j] ? 1 : 0;
            }
        }
        return (double) right / ((long) lesson.good() * (found.length - lesson.good()));
    }

    /** How probably each image is good, 0…1. */
    float[] probabilities(Map<String, Tensor> weights, List<Tensor> images) {
        float[] all = new float[images.size()];
        for (int from = 0; from < all.length; from += IMAGES_PER_TICK) {
            var some = images.subList(from, Math.min(all.length, from + IMAGES_PER_TICK));
            float[] found = control.tick(() -> classifier.probabilities(weights, Tensor.stack(some)));
            System.arraycopy(found, 0, all, from, found.length);
        }
        return all;
    }
}
