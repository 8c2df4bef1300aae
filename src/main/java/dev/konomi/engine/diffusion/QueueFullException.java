package dev.konomi.engine.diffusion;

/** The denoise loop holds as many unfinished samples as it may; the caller should come back later. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    public QueueFullException(int limit) {
        super("the denoise loop already holds " + limit + " unfinished samples, which is its limit");
        this.limit = limit;
    }

    /** The number of unfinished samples that the loop accepts. */
    public int limit() {
        return limit;
    }
}
