package dev.konomi.engine.hero;

import java.util.ArrayList;
import java.util.List;

/** Counts up what happens while the policy learns. */
final class PolicyStatistics {
    private final double clipRange;
    private final List<Double> losses = new ArrayList<>();
    private final List<Double> norms = new ArrayList<>();
    private long ratios;
    private long clipped;
    private double ratioSum;
    private double ratioMin = Double.POSITIVE_INFINITY;
    private double ratioMax = Double.NEGATIVE_INFINITY;

    PolicyStatistics(double clipRange) {
        this.clipRange = clipRange;
    }

    void addRatios(float[] values) {
        for (float ratio : values) {
            ratios++;
            ratioSum += ratio;
            ratioMin = Math.min(ratioMin, ratio);
            ratioMax = Math.max(ratioMax, ratio);
            if (Math.abs(ratio - 1) > clipRange) {
                clipped++;
            }
        }
    }

    void addStep(double loss, double gradientNorm) {
        losses.add(loss);
        norms.add(gradientNorm);
    }

    TrainingReport.PolicyReport report(double learningRate, double weightNorm) {
        return new TrainingReport.PolicyReport(
                losses.size(),
                learningRate,
                losses.isEmpty() ? 0 : losses.get(0),
                losses.isEmpty() ? 0 : losses.get(losses.size() - 1),
                ratios == 0 ? 1 : ratioSum / ratios,
                ratios == 0 ? 1 : ratioMin,
                ratios == 0 ? 1 : ratioMax,
                ratios == 0 ? 0 : (double) clipped / ratios,
                norms.stream().mapToDouble(n -> n).average().orElse(0),
                norms.stream().mapToDouble(n -> n).max().orElse(0),
                weightNorm);
    }
}
