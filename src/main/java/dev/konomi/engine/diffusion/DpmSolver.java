package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.SchedulerConfig;

/** DPM-Solver++ (2M): deterministic, and close to where it is going within about ten steps. For inference only. */
public record DpmSolver() implements Sampler {
    @Override
    public String label() {
        return "dpmpp_2m";
    }

    @Override
    public boolean hasDensity() {
        return false;
    }

    @Override
    public Course course(SchedulerConfig config, int steps) {
        return DpmSolverSchedule.of(config, steps);
    }
}
