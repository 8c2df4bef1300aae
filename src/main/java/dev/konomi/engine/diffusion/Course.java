package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;
import java.util.function.Supplier;

/**
 * The steps that one sampler takes through the noise schedule. Immutable, and good for any number of samples: what a step
 * keeps for the next one is in the {@link Waypoint} that comes out.
 */
public sealed interface Course permits DdimCourse, DpmSolverSchedule {
    /** What the network is told before a step, 0…999. */
    int timestep(int stepIndex);

    /**
     * Takes one step.
     *
     * @param output what the UNet predicts, guidance applied; the shape of the latents, F32
     * @param from where the sample stands
     * @param noise this step's fresh noise, standard normal, the shape of the latents; asked only when it is used
     */
    Waypoint step(Tensor output, Waypoint from, Supplier<Tensor> noise);
}
