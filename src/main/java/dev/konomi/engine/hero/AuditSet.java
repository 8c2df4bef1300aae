package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The audit images of one painter, in the order of their plan.
 *
 * @param latents final latents, each [4, height/8, width/8], F32
 * @param recognition by how much the base model predicts an image's noise better with the prompt than without it; above 0
 *     it recognises the prompt
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AuditSet(AuditPlan plan, List<Tensor> latents, float[] recognition) {
    public AuditSet {
        latents = List.copyOf(latents);
        int planned = plan.images().size();
        if (latents.size() != planned || recognition.length != planned) {
            throw new IllegalArgumentException("expected " + planned + " audit images, found " + latents.size()
                    + " and " + recognition.length + " recognitions");
        }
    }

    /** Final latents of the images of the training prompts. */
    public List<Tensor> trained() {
        return latents.subList(0, plan.trainedCount());
    }

    /** How this painter's images compare with those of another one of the same plan. */
    public AuditFigures against(AuditSet other) {
        int trained = plan.trainedCount();
        int all = latents.size();
        double own = spread(latents, 0, trained);
        double others = spread(other.latents, 0, trained);
        double trainedDrift = drift(other, 0, trained, others);
        boolean policy = all > trained;
        return new AuditFigures(
                ratio(own, others),
                policy ? drift(other, trained, all, spread(other.latents, trained, all)) : trainedDrift,
                trainedDrift,
                ratio(recognised(0, trained), other.recognised(0, trained)),
                policy ? ratio(recognised(trained, all), other.recognised(trained, all)) : null);
    }

    /** Share of the images of the training prompts in which the base model recognises the prompt. */
    public double recognisedShare() {
        return recognised(0, plan.trainedCount());
    }

    private double recognised(int from, int to) {
        return IntStream.range(from, to)
                .map(i -> recognition[i] > 0 ? 1 : 0)
                .average()
                .orElse(1);
    }

    /** Mean distance between images of one prompt; between any two where no prompt has two. */
    private double spread(List<Tensor> images, int from, int to) {
        Map<String, List<Tensor>> byPrompt = new HashMap<>();
        for (int i = from; i < to; i++) {
            byPrompt.computeIfAbsent(plan.images().get(i).prompt(), unseen -> new ArrayList<>())
                    .add(images.get(i));
        }
        double sum = 0;
        long pairs = 0;
        for (var some : byPrompt.values()) {
            long count = (long) some.size() * (some.size() - 1) / 2;
            sum += count * Diversity.meanPairwiseDistance(some);
            pairs += count;
        }
        return pairs == 0 ? Diversity.meanPairwiseDistance(images.subList(from, to)) : sum / pairs;
    }

    private double drift(AuditSet other, int from, int to, double spread) {
        double mean = IntStream.range(from, to)
                .mapToDouble(i -> Diversity.distance(latents.get(i), other.latents.get(i)))
                .average()
                .orElse(0);
        return ratio(mean, spread);
    }

    /** 1 where there is nothing to compare with. */
    private static double ratio(double own, double others) {
        return others == 0 ? 1 : own / others;
    }
}
