package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.diffusion.Denoiser;
import dev.konomi.engine.runtime.OnnxRuntime;
import java.util.EnumMap;
import java.util.Map;

/**
 * Feedback in, a new version out: the reward encoder learns what the evaluator likes, gives every image a reward, and
 * the LoRA weights learn from the rewards (HERO, arXiv 2410.05116). It keeps nothing from one training to the
 * next, so that any process can run any of them.
 */
public final class HeroTrainer {
    /** Recorded steps of one gradient computation: what a waiting image waits for at most. */
    public static final int TRANSITIONS_PER_TICK = 6;

    /** Memory for what a gradient computation keeps of its forward pass: fewer recorded steps fit for a large model. */
    static final long BYTES_PER_TICK = 4L << 30;

    private final OnnxRuntime runtime;
    private final DiffusersFolder model;
    private final Denoiser denoiser;
    private final int transitionsPerTick;

    /**
     * A trainer for one base model.
     *
     * @param model the base model's files
     * @param denoiser the same model, for prompts, schedules and precision; encodes prompts in ticks only
     * @param transitionsPerTick recorded steps of one gradient computation at most; it bounds memory, not the result
     */
    public HeroTrainer(OnnxRuntime runtime, DiffusersFolder model, Denoiser denoiser, int transitionsPerTick) {
        this.runtime = runtime;
        this.model = model;
        this.denoiser = denoiser;
        this.transitionsPerTick = transitionsPerTick;
    }

    /**
     * Trains one round.
     *
     * <p>Where nothing good was ever seen there is nothing to resemble, and the version comes out as it went in.
     * Triplets need a good image besides the best one and a bad one; without them the encoder stays as it is and still
     * gives rewards. Where all rewards are equal the LoRA weights stay as they are.
     *
     * @return the same for the same input
     * @throws java.util.concurrent.CancellationException once the control says so
     */
    public HeroResult train(HeroInput in, TrainingControl control) {
        try {
            return trained(in, control);
        } finally {
            runtime.trimMemory();
        }
    }

    private HeroResult trained(HeroInput in, TrainingControl control) {
        var clock = new StageClock();
        var reward = new RewardStage(runtime, denoiser, in, control, clock).run();
        var prompts = in.judged().stream().map(LabelledImage::prompt).toList();
        float[] advantages = in.recipe().reward().moves(in.round())
                ? Advantages.of(reward.rewards(), prompts, in.recipe().reward())
                : new float[prompts.size()];
        var policy = clock.time(
                Stage.POLICY,
                () -> new PolicyStage(in, runtime, model, denoiser, transitionsPerTick, control).run(advantages));
        var latents = in.samples().stream().map(HeroSample::latents).toList();
        var report = new TrainingReport(
                in.round(),
                labels(in),
                reward.encoder(),
                reward.report(),
                policy.report(),
                Diversity.meanPairwiseDistance(latents),
                clock.seconds());
        return new HeroResult(
                policy.lora(),
                reward.weights(),
                policy.optimizer(),
                in.noiseBank().after(in.samples(), in.recipe().noiseBank()),
                report);
    }

    private static Map<Verdict, Integer> labels(HeroInput in) {
        var labels = new EnumMap<Verdict, Integer>(Verdict.class);
        in.samples().forEach(sample -> labels.merge(sample.verdict(), 1, Integer::sum));
        return labels;
    }
}
