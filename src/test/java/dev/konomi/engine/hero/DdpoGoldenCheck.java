package dev.konomi.engine.hero;

import static dev.konomi.engine.golden.GoldenAssertions.GRADIENT_TOLERANCE;
import static dev.konomi.engine.golden.GoldenAssertions.assertClose;

import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.diffusion.RecordedStep;
import dev.konomi.engine.golden.GoldenCheck;
import dev.konomi.engine.golden.GoldenFolder;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.model.UnetSize;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One optimizer step of DDPO: losses, ratios, gradients and updated LoRA weights. */
public final class DdpoGoldenCheck implements GoldenCheck {
    private static final String PARAMETER = "ddpo.param.";

    @Override
    public String title() {
        return "one step of DDPO changes the LoRA weights as PyTorch does";
    }

    @Override
    public void check(GoldenFolder folder) {
        var json = folder.json().path("ddpo");
        var parameters = parameters(folder);
        Tensor picked = folder.tensor("ddpo.picked_steps");
        int samples = picked.dim(0);
        int perSample = picked.dim(1);
        Tensor unconditional = folder.tensor("ddim.uncond");
        var size = UnetSize.of(
                folder.model().unet(),
                folder.tensor("ddim.latents").dim(3),
                folder.tensor("ddim.latents").dim(4),
                unconditional.dim(1));
        var settings = new PolicyGraph.Settings(
                size,
                parameters.rank(),
                folder.guidanceScale(),
                json.path("clip_range").doubleValue(),
                Precision.F32);
        float[] ratios = new float[samples * perSample];
        float[] losses = new float[perSample];
        Map<String, Tensor> sum = new TreeMap<>();
        try (var runtime = HeroTesting.runtime();
                var network = PolicyNetwork.open(
                        runtime,
                        folder.model(),
                        settings,
                        DdimSchedule.of(folder.model().scheduler(), folder.steps()),
                        folder.eta(),
                        row(unconditional, 0))) {
            for (int j = 0; j < perSample; j++) {
                var result = network.run(parameters, transitions(folder, j), 1f / samples);
                losses[j] = (float) result.loss();
                for (int i = 0; i < samples; i++) {
                    ratios[i * perSample + j] = result.ratios()[i];
                }
                result.gradients().forEach((name, gradient) -> add(sum, name, gradient, 1f / perSample));
            }
        }
        assertClose("ratios", Tensor.f32(new int[] {samples, perSample}, ratios), folder.tensor("ddpo.ratios"));
        assertClose("losses", Tensor.f32(new int[] {perSample}, losses), folder.tensor("ddpo.losses"));
        sum.forEach((name, gradient) ->
                assertClose(name + " gradient", gradient, folder.tensor("ddpo.grad." + name), GRADIENT_TOLERANCE));

        GradientNorm.clip(sum, json.path("max_grad_norm").doubleValue());
        var adamW = new AdamW.Settings(
                json.path("betas").path(0).doubleValue(),
                json.path("betas").path(1).doubleValue(),
                json.path("weight_decay").doubleValue(),
                json.path("eps").doubleValue());
        new AdamW(adamW, parameters.tensors(), Map.of())
                .step(sum, json.path("lr").doubleValue());
        parameters
                .tensors()
                .forEach((name, updated) -> assertClose(
                        name + " updated", updated, folder.tensor("ddpo.updated." + name), GRADIENT_TOLERANCE));
    }

    /** The j-th picked step of every sample. */
    static List<Transition> transitions(GoldenFolder folder, int j) {
        Tensor picked = folder.tensor("ddpo.picked_steps");
        var schedule = DdimSchedule.of(folder.model().scheduler(), folder.steps());
        var transitions = new ArrayList<Transition>();
        for (int i = 0; i < picked.dim(0); i++) {
            int index = (int) picked.i64()[i * picked.dim(1) + j];
            Tensor trajectory = row(folder.tensor("ddim.latents"), i);
            float logProbability = folder.tensor("ddim.log_probs").f32()[i * folder.steps() + index];
            var step = new RecordedStep(
                    index,
                    schedule.timestep(index),
                    row(trajectory, index),
                    row(trajectory, index + 1),
                    logProbability);
            float advantage = Advantages.clipped(
                    folder.tensor("ddpo.advantages").f32()[i],
                    folder.json().path("ddpo").path("adv_clip_max").doubleValue());
            transitions.add(new Transition(step, row(folder.tensor("ddim.cond"), i), advantage));
        }
        return transitions;
    }

    static LoraParameters parameters(GoldenFolder folder) {
        var adapter = folder.lora(1);
        var sites = new TreeMap<String, LoraPair>();
        for (var site : adapter.sites().keySet()) {
            sites.put(
                    site,
                    new LoraPair(
                            folder.tensor(PARAMETER + site + LoraParameters.A),
                            folder.tensor(PARAMETER + site + LoraParameters.B)));
        }
        return LoraParameters.of(
                new LoraWeights(adapter.rank(), adapter.loraAlpha(), sites),
                LoraSites.of(folder.model().unet()),
                0);
    }

    private static void add(Map<String, Tensor> sum, String name, Tensor gradient, float weight) {
        float[] total = sum.computeIfAbsent(name, missing -> Tensor.zeros(gradient.shape()))
                .f32();
        for (int i = 0; i < total.length; i++) {
            total[i] += weight * gradient.f32()[i];
        }
    }

    private static Tensor row(Tensor tensor, int index) {
        int[] shape = tensor.shape();
        return tensor.rows(index, index + 1).reshape(java.util.Arrays.copyOfRange(shape, 1, shape.length));
    }
}
