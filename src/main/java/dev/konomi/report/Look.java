package dev.konomi.report;

import dev.konomi.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * What one picture looks like, from its pixels alone: the background is what its upper edges show, the subject is all
 * that differs from it.
 *
 * @param background name of its colour
 * @param subject name of the colour that most of the subject has; {@code none} where all is background
 * @param brightness mean luminance, 0…1
 * @param x the subject's centre from the left, 0…1
 * @param y the subject's centre from the top, 0…1
 * @param size the subject's share of the picture
 * @param things separate parts of the subject that are large enough to be things
 */
public record Look(String background, String subject, double brightness, double x, double y, double size, int things) {
    /** Pictures are read at this many cells a side, each the mean of its pixels. */
    private static final int CELLS = 32;

    private static final double DIFFERENT = 0.22;
    private static final double COLOURED = 0.2;
    /** A part of fewer cells is a shadow's rest or a speck. */
    private static final int SMALLEST_THING = 9;

    /**
     * Reads a picture.
     *
     * @param pixels [3, height, width], F32, −1…1, at least 32 pixels a side
     */
    public static Look of(Tensor pixels) {
        return new Reading(cells(pixels)).look();
    }

    /** Mean colours, [channel][row · CELLS + column], 0…1. */
    private static double[][] cells(Tensor pixels) {
        int height = pixels.dim(1);
        int width = pixels.dim(2);
        double[][] cells = new double[3][CELLS * CELLS];
        int[] counts = new int[CELLS * CELLS];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int cell = y * CELLS / height * CELLS + x * CELLS / width;
                counts[cell]++;
                for (int channel = 0; channel < 3; channel++) {
                    float value = pixels.f32()[(channel * height + y) * width + x];
                    cells[channel][cell] += Math.min(1, Math.max(0, (value + 1) / 2));
                }
            }
        }
        for (double[] channel : cells) {
            for (int i = 0; i < channel.length; i++) {
                channel[i] /= Math.max(1, counts[i]);
            }
        }
        return cells;
    }

    /** One picture while it is read. */
    private static final class Reading {
        private final double[][] cells;
        private final double[] background;
        private final boolean[] subject = new boolean[CELLS * CELLS];

        Reading(double[][] cells) {
            this.cells = cells;
            this.background = background();
            for (int i = 0; i < subject.length; i++) {
                subject[i] = differs(i);
            }
        }

        Look look() {
            double brightness = 0;
            double x = 0;
            double y = 0;
            int covered = 0;
            Map<String, Integer> colours = new HashMap<>();
            for (int i = 0; i < subject.length; i++) {
                brightness += 0.299 * cells[0][i] + 0.587 * cells[1][i] + 0.114 * cells[2][i];
                if (subject[i]) {
                    covered++;
                    x += (i % CELLS + 0.5) / CELLS;
                    int row = i / CELLS;
                    y += (row + 0.5) / CELLS;
                    colours.merge(ColourName.of(cells[0][i], cells[1][i], cells[2][i]), 1, Integer::sum);
                }
            }
            String colour = colours.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse("none");
            return new Look(
                    ColourName.of(background[0], background[1], background[2]),
                    colour,
                    brightness / subject.length,
                    covered == 0 ? 0.5 : x / covered,
                    covered == 0 ? 0.5 : y / covered,
                    (double) covered / subject.length,
                    things());
        }

        /** The median of the upper edge and of both sides' upper halves, by channel. */
        private double[] background() {
            double[] median = new double[3];
            for (int channel = 0; channel < 3; channel++) {
                double[] edge = new double[CELLS + 2 * (CELLS / 2)];
                for (int i = 0; i < CELLS; i++) {
                    edge[i] = cells[channel][i];
                }
                for (int row = 0; row < CELLS / 2; row++) {
                    edge[CELLS + 2 * row] = cells[channel][row * CELLS];
                    edge[CELLS + 2 * row + 1] = cells[channel][row * CELLS + CELLS - 1];
                }
                java.util.Arrays.sort(edge);
                median[channel] = edge[edge.length / 2];
            }
            return median;
        }

        /** Far from the background, and not merely a shade of it, which a shadow or a table would be. */
        private boolean differs(int cell) {
            double[] colour = {cells[0][cell], cells[1][cell], cells[2][cell]};
            double distance = 0;
            for (int channel = 0; channel < 3; channel++) {
                distance += Math.pow(colour[channel] - background[channel], 2);
            }
            if (Math.sqrt(distance) < DIFFERENT) {
                return false;
            }
            double most = Math.max(colour[0], Math.max(colour[1], colour[2]));
            double least = Math.min(colour[0], Math.min(colour[1], colour[2]));
            return most - least > COLOURED || most < 0.35 || Math.sqrt(distance) > 2 * DIFFERENT;
        }

        private int things() {
            boolean[] seen = new boolean[subject.length];
            int things = 0;
            for (int i = 0; i < subject.length; i++) {
                if (subject[i] && !seen[i] && size(i, seen) >= SMALLEST_THING) {
                    things++;
                }
            }
            return things;
        }

        /** Cells that hang together with this one; all of them are seen afterwards. */
        private int size(int first, boolean[] seen) {
            int[] stack = new int[subject.length];
            int depth = 0;
            int size = 0;
            stack[depth++] = first;
            seen[first] = true;
            while (depth > 0) {
                int cell = stack[--depth];
                size++;
                int column = cell % CELLS;
                int[] next = {column > 0 ? cell - 1 : -1, column < CELLS - 1 ? cell + 1 : -1, cell - CELLS, cell + CELLS
                };
                for (int other : next) {
                    if (other >= 0 && other < subject.length && subject[other] && !seen[other]) {
                        seen[other] = true;
                        stack[depth++] = other;
                    }
                }
            }
            return size;
        }
    }
}
