package dev.konomi.engine.hero;

import dev.konomi.bench.BenchCase;
import dev.konomi.bench.CaseSettings;
import dev.konomi.bench.Tensors;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.diffusion.UnetBench;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Training steps on given data, and the data; the other side of src/test/python/peer_training.py. */
public final class TrainingBench {
    /** Every step draws its whole noise again, as HERO's rounds do. */
    static final double ETA = 1;

    private TrainingBench() {}

    /** One optimizer step of DDPO. */
    public static BenchCase policy(OnnxRuntime runtime, CaseSettings settings) {
        return new PolicyStepCase(runtime, settings);
    }

    /** One optimizer step of the forward-process update. */
    public static BenchCase forward(OnnxRuntime runtime, CaseSettings settings) {
        return new ForwardStepCase(runtime, settings);
    }

    /** All epochs of a reward encoder. */
    public static BenchCase encoder(OnnxRuntime runtime, CaseSettings settings) {
        return new EncoderCase(runtime, settings);
    }

    /** A whole round. */
    public static BenchCase round(OnnxRuntime runtime, CaseSettings settings) {
        return new RoundCase(runtime, settings);
    }

    /** Recorded steps whose next latents were drawn by the adapter that will learn, so that its ratios start at 1. */
    public static void makePolicyInputs(OnnxRuntime runtime, CaseSettings settings) {
        new PolicyInputs(settings).write(runtime);
    }

    /** Images noised at random times, and how strongly each pulls. */
    public static void makeForwardInputs(CaseSettings settings) {
        DiffusersFolder folder = DiffusersFolder.open(settings.path("model"));
        DdimSchedule schedule = DdimSchedule.of(folder.scheduler(), settings.integer("steps"));
        int n = settings.integer("transitions");
        int side = settings.integer("latent");
        GaussianNoise noise = GaussianNoise.seeded(11);
        SplittableRandom random = new SplittableRandom(12);
        Tensor images = noise.tensor(n, folder.unet().inChannels(), side, side);
        Tensor truth = noise.tensor(images.shape());
        float[] timesteps = new float[n];
        float[] strength = new float[n];
        int perRow = images.elementCount() / n;
        for (int i = 0; i < n; i++) {
            int t = 1 + random.nextInt(schedule.trainTimesteps() - 1);
            timesteps[i] = t;
            strength[i] = (float) (random.nextDouble() * 2 - 1);
            double signal = Math.sqrt(schedule.alphaCumprod(t));
            double spread = Math.sqrt(1 - schedule.alphaCumprod(t));
            for (int j = i * perRow; j < (i + 1) * perRow; j++) {
                images.f32()[j] = (float) (signal * images.f32()[j] + spread * truth.f32()[j]);
            }
        }
        SortedMap<String, Tensor> inputs = new TreeMap<>();
        inputs.put("latents", images);
        inputs.put("truth", truth);
        inputs.put("timesteps", Tensor.f32(new int[] {n}, timesteps));
        inputs.put("strength", Tensor.f32(new int[] {n}, strength));
        inputs.put("text", texts(folder, n, 13));
        Tensors.write(settings.path("inputs"), inputs);
    }

    /** Latents of a round (row 0 is the anchor), first weights, and the triplets of every epoch. */
    public static void makeEncoderInputs(CaseSettings settings) {
        EncoderCase.makeInputs(settings);
    }

    static Tensor texts(DiffusersFolder folder, int rows, long seed) {
        return GaussianNoise.seeded(seed)
                .tensor(rows, folder.tokenizer().maxLength(), folder.unet().crossAttentionDim());
    }

    /** The adapter that learns. */
    static LoraParameters learner(DiffusersFolder folder, CaseSettings settings) {
        LoraWeights weights = UnetBench.lora(folder, settings.paths("adapters").get(0));
        return LoraParameters.of(weights, LoraSites.of(folder.unet()), 0);
    }

    static AdamW optimizer(LoraParameters parameters) {
        var policy = RecipePresets.heroPaper().policy();
        var how = new AdamW.Settings(policy.beta1(), policy.beta2(), policy.weightDecay(), policy.epsilon());
        return new AdamW(how, parameters.tensors(), new TreeMap<>());
    }

    /** Loss, gradient norm and clipped gradients of the first step, for the other side to agree with. */
    static SortedMap<String, Tensor> first(double loss, double norm, GradientSum sum) {
        SortedMap<String, Tensor> first = new TreeMap<>();
        sum.gradients()
                .forEach((name, gradient) -> first.put(
                        name, Tensor.f32(gradient.shape(), gradient.f32().clone())));
        first.put("loss", Tensor.f32(new int[] {1}, new float[] {(float) loss}));
        first.put("norm", Tensor.f32(new int[] {1}, new float[] {(float) norm}));
        return first;
    }
}
