package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;

/**
 * A reward function as people write it by hand: how near the middle of a picture is to one colour, and its edges to
 * another. It knows nothing of what is in the picture.
 */
final class ColourReward {
    /** Share of a side, from each end, that is edge; and from where on it is the middle. */
    private static final double EDGE = 0.08;

    private static final double MIDDLE = 0.35;
    /** Distance in −1…1 at which a colour is worth 1/e. */
    private static final double REACH = 0.5;

    private final ColourSettings colours;

    ColourReward(ColourSettings colours) {
        this.colours = colours;
    }

    /**
     * What a picture is worth.
     *
     * @param pixels [3, height, width], −1…1
     * @return 0…1
     */
    float of(Tensor pixels) {
        int height = pixels.dim(1);
        int width = pixels.dim(2);
        float[] subject = colours.subjectPixel();
        float[] background = colours.backgroundPixel();
        double middle = 0;
        int ofMiddle = 0;
        double edge = 0;
        int ofEdge = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double inside = Math.min(depth(y, height), depth(x, width));
                if (inside >= MIDDLE) {
                    middle += nearness(pixels, y * width + x, subject);
                    ofMiddle++;
                } else if (inside < EDGE) {
                    edge += nearness(pixels, y * width + x, background);
                    ofEdge++;
                }
            }
        }
        return (float) ((middle / Math.max(1, ofMiddle) + edge / Math.max(1, ofEdge)) / 2);
    }

    /** Distance to the nearer end, as a share of the side: 0 to 0.5. */
    private static double depth(int at, int side) {
        return Math.min(at + 0.5, side - at - 0.5) / side;
    }

    private static double nearness(Tensor pixels, int at, float[] colour) {
        int perChannel = pixels.dim(1) * pixels.dim(2);
        double squares = 0;
        for (int c = 0; c < colour.length; c++) {
            double d = pixels.f32()[c * perChannel + at] - colour[c];
            squares += d * d;
        }
        return Math.exp(-squares / (REACH * REACH));
    }
}
