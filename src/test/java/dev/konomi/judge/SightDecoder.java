package dev.konomi.judge;

import dev.konomi.judge.Sight.Seen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From the detector's maps to things: peaks of the heat maps, with size and colour read where the peak is. */
final class SightDecoder {
    private static final List<String> PRODUCTS =
            List.of("mug", "bottle", "lamp", "plant", "chair", "tote bag", "perfume", "cushion", "clock", "sneaker");
    private static final List<String> MOTIFS = List.of("prohibit", "skull");
    private static final List<String> COLOURS = List.of(
            "red", "orange", "yellow", "green", "teal", "blue", "navy", "purple", "pink", "brown", "white", "black");
    private static final List<String> BACKGROUNDS =
            List.of("cream", "grey", "blush", "mint", "lavender", "peach", "sky", "charcoal");

    private static final int GRID = 32;
    private static final int PIXELS_PER_CELL = 4;
    private static final double SIZE_UNIT = 64;
    private static final double THRESHOLD = 0.35;
    /** Weaker peaks within this many pixels of a stronger one are the same thing. */
    private static final double ONE_PLACE = 10;

    private record Peak(int kind, Seen seen) {
        boolean isMotif() {
            return kind >= PRODUCTS.size();
        }
    }

    private SightDecoder() {}

    /**
     * Reads one picture's maps.
     *
     * @param heat logits [12, 32, 32]: ten products, two motifs
     * @param size [2, 32, 32] in units of 64 pixels
     * @param colour logits [12, 32, 32]
     * @param background logits [8]
     */
    static Sight decode(float[] heat, float[] size, float[] colour, float[] background) {
        List<Peak> peaks = new ArrayList<>();
        for (int kind = 0; kind < PRODUCTS.size() + MOTIFS.size(); kind++) {
            for (int row = 0; row < GRID; row++) {
                for (int column = 0; column < GRID; column++) {
                    if (isPeak(heat, kind, row, column)) {
                        peaks.add(peak(heat, size, colour, kind, row, column));
                    }
                }
            }
        }
        peaks.sort(
                Comparator.comparingDouble((Peak peak) -> peak.seen().score()).reversed());
        List<Peak> kept = new ArrayList<>();
        for (Peak peak : peaks) {
            if (kept.stream().noneMatch(stronger -> samePlace(peak, stronger))) {
                kept.add(peak);
            }
        }
        return new Sight(
                kept.stream().filter(peak -> !peak.isMotif()).map(Peak::seen).toList(),
                kept.stream().filter(Peak::isMotif).map(Peak::seen).toList(),
                BACKGROUNDS.get(largest(background, 0, 1, BACKGROUNDS.size())));
    }

    private static boolean isPeak(float[] heat, int kind, int row, int column) {
        float here = heat[at(kind, row, column)];
        if (sigmoid(here) <= THRESHOLD) {
            return false;
        }
        for (int r = Math.max(0, row - 1); r <= Math.min(GRID - 1, row + 1); r++) {
            for (int c = Math.max(0, column - 1); c <= Math.min(GRID - 1, column + 1); c++) {
                if (heat[at(kind, r, c)] > here) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Peak peak(float[] heat, float[] size, float[] colour, int kind, int row, int column) {
        double here = sigmoid(heat[at(kind, row, column)]);
        double dx = 0;
        double dy = 0;
        if (column > 0 && column < GRID - 1) {
            dx = (sigmoid(heat[at(kind, row, column + 1)]) - sigmoid(heat[at(kind, row, column - 1)])) / (2 * here);
        }
        if (row > 0 && row < GRID - 1) {
            dy = (sigmoid(heat[at(kind, row + 1, column)]) - sigmoid(heat[at(kind, row - 1, column)])) / (2 * here);
        }
        String name = kind < PRODUCTS.size() ? PRODUCTS.get(kind) : MOTIFS.get(kind - PRODUCTS.size());
        return new Peak(
                kind,
                new Seen(
                        name,
                        PIXELS_PER_CELL * (column + 0.5 + dx),
                        PIXELS_PER_CELL * (row + 0.5 + dy),
                        size[at(0, row, column)] * SIZE_UNIT,
                        size[at(1, row, column)] * SIZE_UNIT,
                        COLOURS.get(largest(colour, at(0, row, column), GRID * GRID, COLOURS.size())),
                        here));
    }

    private static boolean samePlace(Peak peak, Peak stronger) {
        double distance = Math.hypot(
                peak.seen().x() - stronger.seen().x(),
                peak.seen().y() - stronger.seen().y());
        return distance <= ONE_PLACE && peak.isMotif() == stronger.isMotif();
    }

    private static int largest(float[] values, int first, int stride, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[first + i * stride] > values[first + best * stride]) {
                best = i;
            }
        }
        return best;
    }

    private static int at(int map, int row, int column) {
        return (map * GRID + row) * GRID + column;
    }

    private static double sigmoid(float x) {
        return 1 / (1 + Math.exp(-x));
    }
}
