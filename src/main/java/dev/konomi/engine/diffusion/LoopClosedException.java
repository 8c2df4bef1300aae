package dev.konomi.engine.diffusion;

/** The loop is closed, or about to be, before the work is done. It may be sent to another loop. */
public final class LoopClosedException extends RuntimeException {
    public LoopClosedException() {
        super("the denoise loop is closed");
    }
}
