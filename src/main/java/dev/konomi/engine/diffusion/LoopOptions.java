package dev.konomi.engine.diffusion;

/**
 * How much the denoise loop takes on.
 *
 * @param batchLimit samples in one UNet call; with guidance each has two rows
 * @param decodeLimit samples in one VAE call
 * @param queueLimit unfinished samples that are accepted, running ones included
 */
public record LoopOptions(int batchLimit, int decodeLimit, int queueLimit) {
    public static final LoopOptions DEFAULT = new LoopOptions(8, 2, 1024);

    public LoopOptions {
        requirePositive("batchLimit", batchLimit);
        requirePositive("decodeLimit", decodeLimit);
        requirePositive("queueLimit", queueLimit);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, found " + value);
        }
    }
}
