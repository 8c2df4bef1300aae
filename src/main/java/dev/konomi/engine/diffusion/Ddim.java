package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.SchedulerConfig;

/**
 * DDIM, the sampler that training knows.
 *
 * @param eta share of the DDPM variance that is drawn again at each step, 0…1; above 0 when steps are recorded
 */
public record Ddim(float eta) implements Sampler {
    public Ddim {
        if (!(eta >= 0 && eta <= 1)) {
            throw new IllegalArgumentException("eta must be 0 to 1, found " + eta);
        }
    }

    @Override
    public String label() {
        return "ddim, eta " + eta;
    }

    @Override
    public boolean hasDensity() {
        return eta > 0;
    }

    @Override
    public Course course(SchedulerConfig config, int steps) {
        return new DdimCourse(DdimSchedule.of(config, steps), eta);
    }
}
