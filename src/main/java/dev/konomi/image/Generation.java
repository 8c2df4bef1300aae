package dev.konomi.image;

/**
 * An image request that passed every check, with its defaults filled in.
 *
 * @param sampler the way from noise to picture
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
        SamplerName sampler,
        long seed,
        boolean asUrl) {}
