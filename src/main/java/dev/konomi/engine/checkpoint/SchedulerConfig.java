package dev.konomi.engine.checkpoint;

import java.nio.file.Path;

/**
 * The noise schedule that the model was trained with (scheduler/scheduler_config.json). Whatever sampler the file
 * names, Konomi samples with DDIM on its betas.
 *
 * @param stepsOffset added to every timestep
 * @param setAlphaToOne as the file has it; see DdimSchedule for what becomes of it
 */
public record SchedulerConfig(
        int trainTimesteps,
        double betaStart,
        double betaEnd,
        BetaSchedule betaSchedule,
        PredictionType predictionType,
        int stepsOffset,
        boolean setAlphaToOne) {

    /** How beta grows from the first timestep to the last. */
    public enum BetaSchedule {
        LINEAR,
        /** Linear in the square root. */
        SCALED_LINEAR
    }

    /** What the UNet's output means. */
    public enum PredictionType {
        EPSILON,
        V_PREDICTION
    }

    static SchedulerConfig read(Path file) {
        ConfigFile config = ConfigFile.read(file);
        boolean isDdim = config.text("_class_name", "").equals("DDIMScheduler");
        SchedulerConfig scheduler = new SchedulerConfig(
                config.integer("num_train_timesteps", 1000, 2, 100_000),
                config.number("beta_start", 0.0001, 1e-9, 0.999),
                config.number("beta_end", 0.02, 1e-9, 0.999),
                config.oneOf("beta_schedule", "linear", "linear", "scaled_linear")
                                .equals("linear")
                        ? BetaSchedule.LINEAR
                        : BetaSchedule.SCALED_LINEAR,
                config.oneOf("prediction_type", "epsilon", "epsilon", "v_prediction")
                                .equals("epsilon")
                        ? PredictionType.EPSILON
                        : PredictionType.V_PREDICTION,
                config.integer("steps_offset", 0, 0, 100),
                config.flag("set_alpha_to_one", true));
        if (scheduler.betaEnd < scheduler.betaStart) {
            throw config.refuse(
                    "beta_end", scheduler.betaEnd + " is less than beta_start, which is " + scheduler.betaStart);
        }
        config.mustBeOff("trained_betas", "betas come from beta_schedule");
        config.mustBeOff("thresholding", "latents are not thresholded");
        config.mustBeOff("rescale_betas_zero_snr", "zero terminal SNR needs another first step");
        if (config.flag("clip_sample", isDdim)) {
            throw config.refuse("clip_sample", "must be false: latents are not confined to -1..1");
        }
        if (isDdim) {
            config.oneOf("timestep_spacing", "leading", "leading");
        }
        return scheduler;
    }
}
