package dev.konomi.engine.hero;

/** How the LoRA weights learn from the rewards. */
public enum PolicyUpdate {
    /** HERO's: policy gradient on the recorded steps of the round's own trajectories (DDPO, arXiv 2305.13301). */
    DDPO,
    /**
     * On the forward process (after DiffusionNFT, arXiv 2509.16117): final latents are noised anew and the prediction
     * is drawn towards the true noise of good images and away from that of bad ones. It needs no trajectories, so it
     * also learns from the images of earlier rounds.
     */
    FORWARD,
    /**
     * On pairs of a good image and a bad one of the same prompt: the good one's recorded steps become more probable than
     * the bad one's (D3PO, arXiv 2311.13231).
     */
    D3PO
}
