package dev.konomi.engine.diffusion;

/** Who goes first: somebody who waits for a picture, or a round that is sampled in the background. */
public enum Priority {
    INTERACTIVE,
    ROUND
}
