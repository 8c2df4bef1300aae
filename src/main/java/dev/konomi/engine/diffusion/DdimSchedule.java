package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.SchedulerConfig;
import dev.konomi.engine.checkpoint.SchedulerConfig.PredictionType;
import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * DDIM (arXiv 2010.02502) as DDPO and HERO sample with it: leading spacing, and a log-probability for every step. A step
 * goes to timestep max(t − trainTimesteps / steps, 0), the last one too, so that its density stays finite whatever the
 * file's set_alpha_to_one says.
 */
public final class DdimSchedule {
    private static final double LOG_SQRT_TWO_PI = 0.5 * StrictMath.log(2 * StrictMath.PI);

    private final int[] timesteps;
    private final int stride;
    private final double[] alphasCumprod;
    private final PredictionType predictionType;

    private DdimSchedule(int[] timesteps, int stride, double[] alphasCumprod, PredictionType predictionType) {
        this.timesteps = timesteps;
        this.stride = stride;
        this.alphasCumprod = alphasCumprod;
        this.predictionType = predictionType;
    }

    public static DdimSchedule of(SchedulerConfig config, int steps) {
        int train = config.trainTimesteps();
        if (steps < 1 || steps > train) {
            throw new IllegalArgumentException("expected 1 to " + train + " steps, found " + steps);
        }
        int stride = train / steps;
        int[] timesteps = new int[steps];
        for (int i = 0; i < steps; i++) {
            timesteps[i] = (steps - 1 - i) * stride + config.stepsOffset();
        }
        if (timesteps[0] >= train) {
            throw new IllegalArgumentException(steps + " steps with an offset of " + config.stepsOffset()
                    + " begin beyond timestep " + (train - 1));
        }
        return new DdimSchedule(timesteps, stride, NoiseLevels.alphasCumprod(config), config.predictionType());
    }

    /** From the noisiest to the cleanest. */
    public int[] timesteps() {
        return timesteps.clone();
    }

    public int steps() {
        return timesteps.length;
    }

    public int timestep(int stepIndex) {
        return timesteps[stepIndex];
    }

    /** Timesteps that the model was trained on. */
    public int trainTimesteps() {
        return alphasCumprod.length;
    }

    /** ᾱ of a timestep: a noised image is √ᾱ · image + √(1 − ᾱ) · noise. */
    public double alphaCumprod(int timestep) {
        return alphasCumprod[timestep];
    }

    /** The timestep that a step leads to. */
    public int previousTimestep(int stepIndex) {
        return Math.max(timesteps[stepIndex] - stride, 0);
    }

    /**
     * The step as three numbers, for whoever computes it elsewhere (the policy loss does, in a graph).
     *
     * @param stepIndex 0 to steps − 1, not a timestep
     * @param eta 0 is deterministic, 1 has the variance of DDPM
     */
    public DdimCoefficients coefficients(int stepIndex, double eta) {
        if (!(eta >= 0 && eta <= 1)) {
            throw new IllegalArgumentException("expected eta from 0 to 1, found " + eta);
        }
        double at = alphasCumprod[timesteps[stepIndex]];
        double to = alphasCumprod[previousTimestep(stepIndex)];
        double variance = (1 - to) / (1 - at) * (1 - at / to); // eq. (16)
        double sigma = eta * Math.sqrt(variance);
        double direction = Math.sqrt(1 - to - sigma * sigma); // eq. (12)
        return switch (predictionType) {
            case EPSILON -> new DdimCoefficients(Math.sqrt(to / at), direction - Math.sqrt(to * (1 - at) / at), sigma);
            case V_PREDICTION ->
                new DdimCoefficients(
                        Math.sqrt(to * at) + direction * Math.sqrt(1 - at),
                        direction * Math.sqrt(at) - Math.sqrt(to * (1 - at)),
                        sigma);
        };
    }

    /**
     * One step.
     *
     * @param output what the UNet predicts, guidance applied; the shape of latents, F32
     * @param stepIndex 0 to steps − 1, not a timestep
     * @param latents x_t, F32, usually [4, height/8, width/8]
     * @param noise standard normal, the shape of latents, F32
     */
    public DdimStep step(Tensor output, int stepIndex, Tensor latents, double eta, Tensor noise) {
        requireSameShape("output", output, latents);
        requireSameShape("noise", noise, latents);
        DdimCoefficients at = coefficients(stepIndex, eta);
        float[] next = new float[latents.elementCount()];
        double squares = 0;
        for (int i = 0; i < next.length; i++) {
            double drawn = noise.f32()[i];
            next[i] =
                    (float) (at.ofLatents() * latents.f32()[i] + at.ofOutput() * output.f32()[i] + at.sigma() * drawn);
            squares += drawn * drawn;
        }
        return new DdimStep(Tensor.f32(latents.shape(), next), logProbability(squares / next.length, at.sigma()));
    }

    /**
     * The log-probability of a step taken before, under another output.
     *
     * @param next x_{t−1}, the shape of latents, F32
     */
    public float logProbability(Tensor output, int stepIndex, Tensor latents, double eta, Tensor next) {
        requireSameShape("output", output, latents);
        requireSameShape("next", next, latents);
        DdimCoefficients at = coefficients(stepIndex, eta);
        if (at.sigma() == 0) {
            return 0;
        }
        double squares = 0;
        for (int i = 0; i < next.elementCount(); i++) {
            double mean = at.ofLatents() * latents.f32()[i] + at.ofOutput() * output.f32()[i];
            double deviation = (next.f32()[i] - mean) / at.sigma();
            squares += deviation * deviation;
        }
        return logProbability(squares / next.elementCount(), at.sigma());
    }

    private static float logProbability(double meanSquare, double sigma) {
        return sigma == 0 ? 0 : (float) (-0.5 * meanSquare - StrictMath.log(sigma) - LOG_SQRT_TWO_PI);
    }

    private static void requireSameShape(String what, Tensor tensor, Tensor latents) {
        if (!Arrays.equals(tensor.shape(), latents.shape())) {
            throw new IllegalArgumentException("expected " + what + " in the shape of the latents, "
                    + Arrays.toString(latents.shape()) + ", found " + Arrays.toString(tensor.shape()));
        }
    }
}
