package dev.konomi.engine.diffusion;

/**
 * How much the denoise loop takes on. Memory goes with pixels, so a call takes fewer samples that are larger than usual.
 *
 * @param batchLimit samples of usual size in one UNet call; with guidance each has two rows
 * @param decodeLimit samples of usual size in one VAE call
 * @param queueLimit unfinished samples that are accepted, running ones included
 * @param usualPixels of a picture that takes one place in a call
 */
public record LoopOptions(int batchLimit, int decodeLimit, int queueLimit, long usualPixels) {
    public static final LoopOptions DEFAULT = new LoopOptions(8, 2, 1024);

    public LoopOptions {
        requirePositive("batchLimit", batchLimit);
        requirePositive("decodeLimit", decodeLimit);
        requirePositive("queueLimit", queueLimit);
        if (usualPixels < 1) {
            throw new IllegalArgumentException("usualPixels must be at least 1, found " + usualPixels);
        }
    }

    /** Limits that hold whatever the size of the pictures. */
    public LoopOptions(int batchLimit, int decodeLimit, int queueLimit) {
        this(batchLimit, decodeLimit, queueLimit, Long.MAX_VALUE);
    }

    /** Samples in one UNet call when each has so many pixels; never less than one. */
    int batchOf(long pixels) {
        return fitting(batchLimit, pixels);
    }

    /** Samples in one VAE call when each has so many pixels; never less than one. */
    int decodeOf(long pixels) {
        return fitting(decodeLimit, pixels);
    }

    private int fitting(int limit, long pixels) {
        return pixels <= usualPixels ? limit : (int) Math.max(1, limit * usualPixels / pixels);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, found " + value);
        }
    }
}
