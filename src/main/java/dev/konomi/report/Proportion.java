package dev.konomi.report;

/**
 * A share of some images, and where the true one lies with 95 % confidence.
 *
 * @param share 0…1
 * @param low 0…1
 * @param high 0…1
 * @param of how many images
 */
public record Proportion(double share, double low, double high, int of) {
    private static final double Z = 1.959964;

    /** Wilson's interval, which holds for few images and for shares near 0 and 1 as well (JASA 22, 1927). */
    public static Proportion wilson(double good, int of) {
        if (of <= 0) {
            return new Proportion(0, 0, 1, 0);
        }
        double p = good / of;
        double square = Z * Z / of;
        double centre = (p + square / 2) / (1 + square);
        double half = Z * Math.sqrt(p * (1 - p) / of + square / (4 * of)) / (1 + square);
        return new Proportion(p, Math.max(0, centre - half), Math.min(1, centre + half), of);
    }
}
