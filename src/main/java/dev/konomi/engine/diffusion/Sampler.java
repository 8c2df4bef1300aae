package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.SchedulerConfig;

/** How a sample gets from noise to a picture: what a request chooses. */
public sealed interface Sampler permits Ddim, DpmSolver {
    /** How provenance writes it. */
    String label();

    /** Whether a step draws x_{t−1} from a density. Without one there is nothing to train a policy on. */
    boolean hasDensity();

    /**
     * The steps of a run.
     *
     * @throws IllegalArgumentException when the noise schedule cannot be walked in so many steps
     */
    Course course(SchedulerConfig config, int steps);
}
