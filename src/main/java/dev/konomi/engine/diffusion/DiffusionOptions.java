package dev.konomi.engine.diffusion;

import dev.konomi.engine.model.Precision;

/**
 * How the networks are held.
 *
 * @param openSizes picture sizes whose networks stay open; the least recently used one is closed for another
 * @param cachedTexts encoded prompts that are kept
 * @param maxPixels largest picture, as height times width
 * @param precision in what they compute
 */
public record DiffusionOptions(int openSizes, int cachedTexts, int maxPixels, Precision precision) {
    public static final DiffusionOptions DEFAULT = new DiffusionOptions(4, 256, 1024 * 1024, Precision.F32);

    public DiffusionOptions {
        requirePositive("openSizes", openSizes);
        requirePositive("cachedTexts", cachedTexts);
        requirePositive("maxPixels", maxPixels);
    }

    public DiffusionOptions withPrecision(Precision other) {
        return new DiffusionOptions(openSizes, cachedTexts, maxPixels, other);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, found " + value);
        }
    }
}
