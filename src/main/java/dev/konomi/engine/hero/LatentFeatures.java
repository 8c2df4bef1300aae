package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** What makes latents alike: their colours as a whole, or what is where in them. */
enum LatentFeatures {
    /** Mean, spread and covariances of the channels, and the mean of the middle. */
    COLOURS {
        @Override
        double[] of(Tensor latents) {
            int channels = latents.dim(0);
            double[] all = means(latents, 0, 1);
            double[] middle = means(latents, 0.25, 0.75);
            double[][] covariances = covariances(latents, all);
            double[] features = new double[3 * channels + channels * (channels + 1) / 2];
            int at = 0;
            for (int i = 0; i < channels; i++) {
                features[at++] = all[i];
                features[at++] = middle[i];
                features[at++] = Math.sqrt(covariances[i][i]);
                for (int j = 0; j <= i; j++) {
                    features[at++] = covariances[i][j];
                }
            }
            return features;
        }
    },
    /** Means of the channels in 8 × 8 cells. */
    PLACES {
        @Override
        double[] of(Tensor latents) {
            int channels = latents.dim(0);
            double[] features = new double[CELLS * CELLS * channels];
            int at = 0;
            for (int row = 0; row < CELLS; row++) {
                for (int column = 0; column < CELLS; column++) {
                    var cell = new Cell(
                            row * latents.dim(1) / CELLS,
                            divideUp((row + 1) * latents.dim(1), CELLS),
                            column * latents.dim(2) / CELLS,
                            divideUp((column + 1) * latents.dim(2), CELLS));
                    for (int channel = 0; channel < channels; channel++) {
                        features[at++] = cell.mean(latents, channel);
                    }
                }
            }
            return features;
        }
    };

    private static final int CELLS = 8;

    /** @param latents [channels, height, width] */
    abstract double[] of(Tensor latents);

    /**
     * Squared distances between images, each feature measured by its spread over them, and all of them by their median.
     *
     * @return [n][n]
     */
    double[][] distances(List<Tensor> images) {
        double[][] features = images.stream().map(this::of).toArray(double[][]::new);
        standardise(features);
        int n = features.length;
        double[][] distances = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int k = 0; k < features[i].length; k++) {
                    double difference = features[i][k] - features[j][k];
                    sum += difference * difference;
                }
                distances[i][j] = sum;
                distances[j][i] = sum;
            }
        }
        divideByMedian(distances);
        return distances;
    }

    private static void standardise(double[][] features) {
        int n = features.length;
        for (int k = 0; k < features[0].length; k++) {
            double sum = 0;
            double squares = 0;
            for (double[] image : features) {
                sum += image[k];
                squares += image[k] * image[k];
            }
            double mean = sum / n;
            double deviation = Math.sqrt(Math.max(0, squares / n - mean * mean));
            for (double[] image : features) {
                image[k] = deviation < 1e-9 ? 0 : (image[k] - mean) / deviation;
            }
        }
    }

    private static void divideByMedian(double[][] distances) {
        int n = distances.length;
        double[] pairs = new double[n * (n - 1) / 2];
        int at = 0;
        for (int i = 0; i < n; i++) {
            System.arraycopy(distances[i], 0, pairs, at, i);
            at += i;
        }
        Arrays.sort(pairs);
        double median = pairs.length == 0 ? 0 : pairs[pairs.length / 2];
        for (double[] row : distances) {
            for (int j = 0; j < n; j++) {
                row[j] = median > 0 ? row[j] / median : 0;
            }
        }
    }

    private static double[] means(Tensor latents, double from, double to) {
        int height = latents.dim(1);
        int width = latents.dim(2);
        var cell = new Cell((int) (from * height), (int) (to * height), (int) (from * width), (int) (to * width));
        double[] means = new double[latents.dim(0)];
        for (int channel = 0; channel < means.length; channel++) {
            means[channel] = cell.mean(latents, channel);
        }
        return means;
    }

    private static double[][] covariances(Tensor latents, double[] means) {
        int channels = means.length;
        int area = latents.dim(1) * latents.dim(2);
        float[] values = latents.f32();
        double[][] covariances = new double[channels][channels];
        for (int i = 0; i < channels; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int at = 0; at < area; at++) {
                    sum += (values[i * area + at] - means[i]) * (values[j * area + at] - means[j]);
                }
                covariances[i][j] = sum / area;
            }
        }
        return covariances;
    }

    private static int divideUp(int a, int b) {
        return (a + b - 1) / b;
    }

    /** A rectangle of latents: at least one of them. */
    private record Cell(int top, int bottom, int left, int right) {
        double mean(Tensor latents, int channel) {
            int width = latents.dim(2);
            int start = channel * latents.dim(1) * width;
            double sum = 0;
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    sum += latents.f32()[start + y * width + x];
                }
            }
            return sum / ((bottom - top) * (right - left));
        }
    }
}
