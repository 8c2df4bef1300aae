package dev.konomi.round;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far the evaluators of a round agree beyond chance. */
final class Agreement {
    private Agreement() {}

    /**
     * Krippendorff's alpha for two nominal values ("Computing Krippendorff's Alpha-Reliability", 2011): 1 is perfect
     * agreement, 0 is chance, below 0 is contradiction. Images judged by one evaluator do not count.
     *
     * @return empty where no image has two judges, or all images that have were called the same
     */
    static Optional<Double> krippendorffAlpha(List<Judgement> judgements) {
        Map<String, int[]> byImage = new HashMap<>();
        for (Judgement one : judgements) {
            byImage.computeIfAbsent(one.image(), image -> new int[2])[one.good() ? 1 : 0]++;
        }
        byImage.values().removeIf(said -> said[0] + said[1] < 2);
        double bad = sum(byImage.values(), 0);
        double good = sum(byImage.values(), 1);
        if (bad == 0 || good == 0) {
            return Optional.empty();
        }
        double disagreements = byImage.values().stream()
                .mapToDouble(said -> (double) said[0] * said[1] / (said[0] + said[1] - 1))
                .sum();
        return Optional.of(1 - (bad + good - 1) * disagreements / (bad * good));
    }

    private static double sum(Collection<int[]> said, int which) {
        return said.stream().mapToInt(counts -> counts[which]).sum();
    }
}
