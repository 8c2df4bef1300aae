package dev.konomi.engine.hero;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How good each image probably is, given all verdicts on images that look like it: a Gaussian process over the latents,
 * whose kernel and noise are those under which the verdicts are most probable (Rasmussen and Williams, Gaussian Processes
 * for Machine Learning, algorithm 2.1). Where alike images have alike verdicts no noise is found, and the verdicts stay as
 * they are; a careless one among many alike is outvoted.
 */
final class LabelSmoothing {
    private static final double[] WIDTHS = {1, 3};
    private static final double[] NOISES = {0.03, 0.1, 0.3, 1, 3};
    /** Share of what images have in common that those of different prompts share. */
    private static final double ACROSS_PROMPTS = 0.5;
    /** Verdicts on other prompts that count as much for a prompt's mean as its own. */
    private static final double PSEUDO_COUNTS = 4;
    /** A verdict of no confidence would make the noise infinite. */
    private static final double LEAST_CONFIDENCE = 0.02;

    private final List<LabelledImage> images;
    private final int[] judged;

    private LabelSmoothing(List<LabelledImage> images, int[] judged) {
        this.images = images;
        this.judged = judged;
    }

    /**
     * The probability of each image to be good, 0…1; 0.5 where nothing was judged.
     *
     * @param images skipped ones are told what the others say of them
     */
    static float[] of(List<LabelledImage> images) {
        int[] judged = IntStream.range(0, images.size())
                .filter(i -> images.get(i).verdict() != Verdict.SKIP)
                .toArray();
        float[] smooth = new float[images.size()];
        if (judged.length == 0) {
            Arrays.fill(smooth, 0.5f);
            return smooth;
        }
        return new LabelSmoothing(images, judged).posterior();
    }

    /** A kernel and a noise, and what follows from them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Fit(double[][] kernel, double[] weights, double logLikelihood) {}

    private float[] posterior() {
        double[] means = means();
        Fit best = null;
        for (double[][] kernel : kernels()) {
            for (double noise : NOISES) {
                Fit fit = fit(kernel, noise, means);
                if (best == null || fit.logLikelihood() > best.logLikelihood()) {
                    best = fit;
                }
            }
        }
        return posterior(Objects.requireNonNull(best), means);
    }

    private float[] posterior(Fit fit, double[] means) {
        float[] smooth = new float[images.size()];
        for (int i = 0; i < smooth.length; i++) {
            double sum = means[i];
            for (int j = 0; j < judged.length; j++) {
                sum += fit.kernel()[i][judged[j]] * fit.weights()[j];
            }
            smooth[i] = (float) Math.max(0, Math.min(1, sum));
        }
        return smooth;
    }

    /** Up to a constant; the scale of the whole is the one that makes the verdicts most probable. */
    private Fit fit(double[][] kernel, double noise, double[] means) {
        int n = judged.length;
        double[][] covariance = new double[n][];
        double[] residual = new double[n];
        for (int i = 0; i < n; i++) {
            covariance[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                covariance[i][j] = kernel[judged[i]][judged[j]];
            }
            covariance[i][i] +=
                    noise / Math.max(LEAST_CONFIDENCE, images.get(judged[i]).confidence());
            residual[i] = value(judged[i]) - means[judged[i]];
        }
        var cholesky = Cholesky.of(covariance);
        double[] weights = cholesky.solve(residual);
        double fitness = 0;
        for (int i = 0; i < n; i++) {
            fitness += residual[i] * weights[i];
        }
        double logLikelihood = -0.5 * (n * Math.log(fitness / n + 1e-12) + cholesky.logDeterminant());
        return new Fit(kernel, weights, logLikelihood);
    }

    private List<double[][]> kernels() {
        var latents = images.stream().map(LabelledImage::latents).toList();
        Map<LatentFeatures, double[][]> distances = new EnumMap<>(LatentFeatures.class);
        for (var features : LatentFeatures.values()) {
            distances.put(features, features.distances(latents));
        }
        List<double[][]> kernels = new ArrayList<>();
        for (double width : WIDTHS) {
            distances.values().forEach(each -> kernels.add(kernel(List.<double[][]>of(each), width)));
            kernels.add(kernel(List.copyOf(distances.values()), width));
        }
        return kernels;
    }

    /** The mean of what each kind of distance says, less between prompts. */
    private double[][] kernel(List<double[][]> distances, double width) {
        int n = images.size();
        double[][] kernel = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (double[][] each : distances) {
                    sum += Math.exp(-each[i][j] / width);
                }
                kernel[i][j] = sum / distances.size() * (isSamePrompt(i, j) ? 1 : ACROSS_PROMPTS);
            }
        }
        return kernel;
    }

    /** Of each image's prompt, drawn towards that of all. */
    private double[] means() {
        double all = Arrays.stream(judged).mapToDouble(this::value).average().orElseThrow();
        double[] means = new double[images.size()];
        for (int i = 0; i < means.length; i++) {
            double sum = PSEUDO_COUNTS * all;
            double count = PSEUDO_COUNTS;
            for (int j : judged) {
                if (isSamePrompt(i, j)) {
                    sum += value(j);
                    count++;
                }
            }
            means[i] = sum / count;
        }
        return means;
    }

    private double value(int image) {
        return images.get(image).verdict().isGood() ? 1 : 0;
    }

    private boolean isSamePrompt(int i, int j) {
        return images.get(i).prompt().equals(images.get(j).prompt());
    }
}
