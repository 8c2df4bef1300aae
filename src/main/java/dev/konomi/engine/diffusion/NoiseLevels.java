package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.SchedulerConfig;
import dev.konomi.engine.checkpoint.SchedulerConfig.BetaSchedule;

/** The noise that a model was trained with, timestep by timestep. */
final class NoiseLevels {
    private NoiseLevels() {}

    /** ᾱ of every timestep: a noised image is √ᾱ · image + √(1 − ᾱ) · noise. */
    static double[] alphasCumprod(SchedulerConfig config) {
        boolean scaled = config.betaSchedule() == BetaSchedule.SCALED_LINEAR;
        double start = scaled ? Math.sqrt(config.betaStart()) : config.betaStart();
        double end = scaled ? Math.sqrt(config.betaEnd()) : config.betaEnd();
        double[] products = new double[config.trainTimesteps()];
        double product = 1;
        for (int t = 0; t < products.length; t++) {
            double between = start + (end - start) * t / (products.length - 1);
            product *= 1 - (scaled ? between * between : between);
            products[t] = product;
        }
        return products;
    }
}
