package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;
import java.util.Optional;

/**
 * Where a sample stands between two steps.
 *
 * @param stepIndex of the step that comes next; 0 before the first
 * @param latents x_t, [channels, height/8, width/8], F32
 * @param estimate what the step before took x_0 to be, the shape of latents; empty where the sampler does not look back
 * @param logProbability of the latents given those before, the mean over the latent; 0 where the step was deterministic
 */
public record Waypoint(int stepIndex, Tensor latents, Optional<Tensor> estimate, float logProbability) {
    /** Before the first step, at x_T. */
    public static Waypoint start(Tensor noise) {
        return new Waypoint(0, noise, Optional.empty(), 0);
    }
}
