package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.SchedulerConfig;
import dev.konomi.engine.checkpoint.SchedulerConfig.PredictionType;
import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * DPM-Solver++ (2M), algorithm 2 of arXiv 2211.01095: a linear multistep method of second order for the estimate of x_0.
 * It begins at the noisiest timestep that the model knows and ends without noise; the first step has nothing to look back
 * on and the last one goes to σ = 0, so both are of first order.
 *
 * <p>The same as diffusers' DPMSolverMultistepScheduler with algorithm_type "dpmsolver++", solver_order 2, solver_type
 * "midpoint", lower_order_final true, euler_at_final false, final_sigmas_type "zero", timestep_spacing "trailing" and no
 * other set of sigmas.
 */
public final class DpmSolverSchedule implements Course {
    private final int[] timesteps;
    private final double[] alphasCumprod;
    private final PredictionType predictionType;

    private DpmSolverSchedule(int[] timesteps, double[] alphasCumprod, PredictionType predictionType) {
        this.timesteps = timesteps;
        this.alphasCumprod = alphasCumprod;
        this.predictionType = predictionType;
    }

    public static DpmSolverSchedule of(SchedulerConfig config, int steps) {
        int train = config.trainTimesteps();
        if (steps < 1 || steps > train) {
            throw new IllegalArgumentException("expected 1 to " + train + " steps, found " + steps);
        }
        int[] timesteps = new int[steps];
        for (int i = 0; i < steps; i++) {
            timesteps[i] = (int) Math.rint(train - (double) i * train / steps) - 1;
        }
        return new DpmSolverSchedule(timesteps, NoiseLevels.alphasCumprod(config), config.predictionType());
    }

    /** From the noisiest to the cleanest. */
    public int[] timesteps() {
        return timesteps.clone();
    }

    @Override
    public int timestep(int stepIndex) {
        return timesteps[stepIndex];
    }

    @Override
    public Waypoint step(Tensor output, Waypoint from, Supplier<Tensor> noise) {
        Tensor x = from.latents();
        if (!Arrays.equals(output.shape(), x.shape())) {
            throw new IllegalArgumentException("expected an output in the shape of the latents, "
                    + Arrays.toString(x.shape()) + ", found " + Arrays.toString(output.shape()));
        }
        Tensor estimate = estimate(output, from.stepIndex(), x);
        float[] before = from.estimate().orElse(estimate).f32();
        Coefficients by = coefficients(from.stepIndex());
        float[] next = new float[x.elementCount()];
        for (int i = 0; i < next.length; i++) {
            double now = estimate.f32()[i];
            next[i] = (float) (by.ofLatents() * x.f32()[i] + by.ofEstimate() * (now + by.ahead() * (now - before[i])));
        }
        return new Waypoint(from.stepIndex() + 1, Tensor.f32(x.shape(), next), Optional.of(estimate), 0);
    }

    /** What the output takes x_0 to be. */
    private Tensor estimate(Tensor output, int stepIndex, Tensor x) {
        double signal = signal(stepIndex);
        double spread = spread(stepIndex);
        double ofLatents = predictionType == PredictionType.EPSILON ? 1 / signal : signal;
        double ofOutput = predictionType == PredictionType.EPSILON ? -spread / signal : -spread;
        float[] estimate = new float[x.elementCount()];
        for (int i = 0; i < estimate.length; i++) {
            estimate[i] = (float) (ofLatents * x.f32()[i] + ofOutput * output.f32()[i]);
        }
        return Tensor.f32(x.shape(), estimate);
    }

    /** x_next = ofLatents · x + ofEstimate · (estimate + ahead · (estimate − the one before)). */
    private record Coefficients(double ofLatents, double ofEstimate, double ahead) {}

    private Coefficients coefficients(int stepIndex) {
        if (stepIndex == timesteps.length - 1) {
            return new Coefficients(0, 1, 0); // σ = 0: the estimate is the picture
        }
        double way = logSnr(stepIndex + 1) - logSnr(stepIndex); // h
        double ofLatents = spread(stepIndex + 1) / spread(stepIndex);
        double ofEstimate = -signal(stepIndex + 1) * StrictMath.expm1(-way);
        return new Coefficients(ofLatents, ofEstimate, stepIndex == 0 ? 0 : 0.5 * way / wayBefore(stepIndex));
    }

    private double wayBefore(int stepIndex) {
        return logSnr(stepIndex) - logSnr(stepIndex - 1);
    }

    /** α of a step: √ᾱ. */
    private double signal(int stepIndex) {
        return Math.sqrt(alphasCumprod[timesteps[stepIndex]]);
    }

    /** σ of a step: √(1 − ᾱ). */
    private double spread(int stepIndex) {
        return Math.sqrt(1 - alphasCumprod[timesteps[stepIndex]]);
    }

    /** λ of a step: log(α / σ). */
    private double logSnr(int stepIndex) {
        return StrictMath.log(signal(stepIndex) / spread(stepIndex));
    }
}
