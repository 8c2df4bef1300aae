package dev.konomi.image;

/**
 * An image request that passed every check, with its defaults filled in.
 *
 * @param seed of the first image; image i is painted from {@code seed + i}
 * @param asUrl whether the answer carries links in place of the pictures
 */
record Generation(
        ModelName model,
        String prompt,
        String negativePrompt,
        int count,
        int widthPx,
        int heightPx,
        int steps,
        float guidanceScale,
        long seed,
        boolean asUrl) {}
