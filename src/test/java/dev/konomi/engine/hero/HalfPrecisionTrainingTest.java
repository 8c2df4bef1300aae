package dev.konomi.engine.hero;

import static dev.konomi.engine.golden.GoldenAssertions.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.golden.GoldenFolder;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.model.UnetSize;
import dev.konomi.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Training graphs whose base network is of 16 bits, on the CPU, against those of 32 bits. */
class HalfPrecisionTrainingTest {
    /** Of all gradients together, in norm; 2.9e-3 was measured. */
    private static final double BOUND = 1e-2;

    private static final int TOKENS = 24;
    private static final int ROWS = 3;

    @Test
    void gradients_of_lora_weights_stay_close_to_those_of_32_bits() {
        ForwardNetwork.Result exact = run(Precision.F32, 1f / ROWS);
        ForwardNetwork.Result half = run(Precision.F16, 1f / ROWS);

        assertThat(error(half.gradients(), exact.gradients())).isBetween(1e-6, BOUND);
    }

    @Test
    void a_gradient_that_overflows_is_computed_again_with_a_smaller_scale() {
        float weight = 1e4f;

        ForwardNetwork.Result exact = run(Precision.F32, weight);
        ForwardNetwork.Result half = run(Precision.F16, weight);

        assertThat(error(half.gradients(), exact.gradients())).isBetween(1e-6, BOUND);
    }

    @Test
    void anchored_transitions_have_a_ratio_of_one_and_the_gradients_of_32_bits() {
        GoldenFolder folder = GoldenFolder.open(Path.of("src/test/resources/golden/sd1-tiny"));

        Anchored exact = anchored(folder, Precision.F32);
        Anchored half = anchored(folder, Precision.F16);

        assertThat(half.ratios()).containsExactly(new float[] {1, 1, 1, 1}, within(1e-6f));
        assertThat(error(half.gradients(), exact.gradients())).isBetween(1e-6, BOUND);
    }

    private record Anchored(float[] ratios, SortedMap<String, Tensor> gradients) {}

    /** The first recorded step of each golden sample, with the golden weights taken for those that sampled. */
    private static Anchored anchored(GoldenFolder folder, Precision precision) {
        LoraParameters parameters = DdpoGoldenCheck.parameters(folder);
        Tensor empty = folder.tensor("ddim.uncond").rows(0, 1);
        UnetSize size = UnetSize.of(folder.model().unet(), 16, 16, TOKENS);
        try (var runtime = HeroTesting.runtime();
                var network = PolicyNetwork.open(
                        runtime,
                        folder.model(),
                        new PolicyGraph.Settings(size, parameters.rank(), folder.guidanceScale(), 1e-4, precision),
                        DdimSchedule.of(folder.model().scheduler(), folder.steps()),
                        folder.eta(),
                        empty.reshape(empty.dim(1), empty.dim(2)))) {
            var training =
                    new PolicyTraining(network, RecipePresets.heroPaper().policy(), 4, TrainingControl.uninterrupted());
            List<Transition> transitions = training.anchored(
                            parameters, List.of(DdpoGoldenCheck.transitions(folder, 0)))
                    .get(0);
            PolicyNetwork.Result result = network.run(parameters, transitions, 0.25f);
            return new Anchored(result.ratios(), result.gradients());
        }
    }

    @Test
    void the_scale_comes_down_in_exact_steps_and_ends_at_none() {
        LossScale scale = new LossScale();

        assertThat(scale.now()).isEqualTo(65536);
        assertThat(scale.lower()).isTrue();
        assertThat(scale.now()).isEqualTo(4096);
        assertThat(scale.lower() && scale.lower() && scale.lower()).isTrue();
        assertThat(scale.now()).isEqualTo(1);
        assertThat(scale.lower()).isFalse();
    }

    private static ForwardNetwork.Result run(Precision precision, float weight) {
        DiffusersFolder model = DiffusersFolder.open(Path.of("src/test/resources/golden/sd1-tiny/model"));
        UnetSize size = UnetSize.of(model.unet(), 16, 16, TOKENS);
        GaussianNoise noise = GaussianNoise.seeded(3);
        LoraParameters parameters = LoraParameters.initial(new LoraSettings(4, 4), LoraSites.of(model.unet()), 1);
        parameters.tensors().values().forEach(matrix -> add(matrix, noise.tensor(matrix.shape())));
        ForwardNetwork.Noised noised = new ForwardNetwork.Noised(
                noise.tensor(ROWS, size.channels(), 16, 16),
                Tensor.f32(new int[] {ROWS}, new float[] {950, 500, 20}),
                noise.tensor(ROWS, TOKENS, size.textWidth()));
        Tensor target = noise.tensor(ROWS, size.channels(), 16, 16);
        try (var runtime = HeroTesting.runtime();
                var network = ForwardNetwork.open(runtime, model, size, 4, precision)) {
            return network.run(parameters, noised, target, HeroTesting.weights(ROWS, weight));
        }
    }

    private static void add(Tensor matrix, Tensor noise) {
        for (int i = 0; i < matrix.elementCount(); i++) {
            matrix.f32()[i] += 0.02f * noise.f32()[i];
        }
    }

    /** Relative error in norm over all matrices together. */
    private static double error(SortedMap<String, Tensor> found, Map<String, Tensor> exact) {
        return relativeError(joined(found), joined(exact));
    }

    private static float[] joined(Map<String, Tensor> tensors) {
        int count = tensors.values().stream().mapToInt(Tensor::elementCount).sum();
        float[] all = new float[count];
        int at = 0;
        for (Tensor tensor : tensors.values()) {
            System.arraycopy(tensor.f32(), 0, all, at, tensor.elementCount());
            at += tensor.elementCount();
        }
        return all;
    }
}
