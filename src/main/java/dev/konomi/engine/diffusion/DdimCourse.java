package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;
import java.util.Optional;
import java.util.function.Supplier;

/** DDIM's schedule walked with one eta. */
record DdimCourse(DdimSchedule schedule, float eta) implements Course {
    @Override
    public int timestep(int stepIndex) {
        return schedule.timestep(stepIndex);
    }

    @Override
    public Waypoint step(Tensor output, Waypoint from, Supplier<Tensor> noise) {
        Tensor x = from.latents();
        Tensor fresh = eta > 0 ? noise.get() : Tensor.zeros(x.shape());
        DdimStep step = schedule.step(output, from.stepIndex(), x, eta, fresh);
        return new Waypoint(from.stepIndex() + 1, step.latents(), Optional.empty(), step.logProbability());
    }
}
