package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a reward encoder learns from in one round. The anchor is this round's best image, else the best of an earlier
 * round, else, while no best was ever named, the first good image of this round. It is not among the good.
 *
 * @param images the anchor first, then the good ones, then the bad ones; each [4, height/8, width/8]
 * @param goodCount how many are good, the anchor not counted
 * @param confidences in the images' verdicts, 0…1; the anchor's is not used
 */
record EncoderLesson(List<Tensor> images, int goodCount, List<Double> confidences) {
    static final int ANCHOR = 0;

    EncoderLesson {
        images = List.copyOf(images);
        confidences = List.copyOf(confidences);
    }

    /** Empty where nothing good was ever seen: there is nothing to be similar to. */
    static Optional<EncoderLesson> of(HeroInput input) {
        var round = input.samples().stream().map(HeroSample::labelled).toList();
        return anchor(round, input.noiseBank()).map(anchor -> {
            var good = new ArrayList<LabelledImage>();
            var bad = new ArrayList<LabelledImage>();
            for (var image : input.judged()) {
                if (image.verdict() == Verdict.BAD) {
                    bad.add(image);
                } else if (image.verdict().isGood() && !image.latents().equals(anchor)) {
                    good.add(image);
                }
            }
            return of(anchor, good, bad);
        });
    }

    private static EncoderLesson of(Tensor anchor, List<LabelledImage> good, List<LabelledImage> bad) {
        var images = new ArrayList<Tensor>();
        var confidences = new ArrayList<Double>();
        images.add(anchor);
        confidences.add(1.0);
        Stream.concat(good.stream(), bad.stream()).forEach(image -> {
            images.add(image.latents());
            confidences.add(image.confidence());
        });
        return new EncoderLesson(images, good.size(), confidences);
    }

    private static Optional<Tensor> anchor(List<LabelledImage> round, NoiseBank bank) {
        return first(round, Verdict.BEST).or(bank::bestLatents).or(() -> first(round, Verdict.GOOD));
    }

    private static Optional<Tensor> first(List<LabelledImage> images, Verdict verdict) {
        return images.stream()
                .filter(image -> image.verdict() == verdict)
                .map(LabelledImage::latents)
                .findFirst();
    }

    Tensor anchor() {
        return images.get(ANCHOR);
    }

    int[] good() {
        return IntStream.rangeClosed(1, goodCount).toArray();
    }

    int[] bad() {
        return IntStream.range(1 + goodCount, images.size()).toArray();
    }

    /** Whether there is a pair to hold against the anchor. */
    boolean hasTriplets() {
        return goodCount > 0 && images.size() > 1 + goodCount;
    }
}
