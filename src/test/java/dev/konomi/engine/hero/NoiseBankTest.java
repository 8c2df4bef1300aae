package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NoiseBankTest {
    private static final NoiseBankSettings PAPER = RecipePresets.heroPaper().noiseBank();
    private static final NoiseBankSettings KEEPING_THREE = new NoiseBankSettings(1, 0.5, 0.1, 3);

    private static HeroSample sample(int seed, Verdict verdict) {
        return new HeroSample("a mug", noise(seed), noise(1000 + seed), List.of(), verdict);
    }

    private static Tensor noise(long seed) {
        float[] numbers = new float[4 * 8 * 8];
        GaussianNoise.seeded(seed).fill(numbers);
        return Tensor.f32(new int[] {4, 8, 8}, numbers);
    }

    @Test
    void best_stands_apart_from_the_good() {
        var bank = NoiseBank.empty()
                .after(List.of(sample(1, Verdict.GOOD), sample(2, Verdict.BEST), sample(3, Verdict.BAD)), PAPER);

        assertThat(bank.bestNoise()).contains(noise(2));
        assertThat(bank.bestLatents()).contains(noise(1002));
        assertThat(bank.goodNoises()).containsExactly(noise(1));
    }

    @Test
    void a_round_without_a_best_keeps_the_old_best_and_one_without_good_images_keeps_the_old_good_ones() {
        var bank = NoiseBank.empty().after(List.of(sample(1, Verdict.GOOD), sample(2, Verdict.BEST)), PAPER);

        var after = bank.after(List.of(sample(3, Verdict.BAD), sample(4, Verdict.SKIP)), PAPER);

        assertThat(after.bestNoise()).contains(noise(2));
        assertThat(after.goodNoises()).containsExactly(noise(1));
    }

    @Test
    void capacity_decides_how_many_old_good_noises_stay() {
        var first = List.of(sample(1, Verdict.GOOD), sample(2, Verdict.GOOD), sample(9, Verdict.BEST));
        var second = List.of(sample(3, Verdict.GOOD), sample(4, Verdict.GOOD));

        assertThat(NoiseBank.empty().after(first, PAPER).after(second, PAPER).goodNoises())
                .containsExactly(noise(3), noise(4));
        assertThat(NoiseBank.empty()
                        .after(first, KEEPING_THREE)
                        .after(second, KEEPING_THREE)
                        .goodNoises())
                .containsExactly(noise(3), noise(4), noise(1));
    }

    @Test
    void perturbation_keeps_the_noise_near_and_its_variance_at_one() {
        var bank = NoiseBank.empty().after(List.of(sample(2, Verdict.BEST)), PAPER);

        var noise = bank.perturbed(NoiseOrigin.BEST, 0.1, new SplittableRandom(0), 7);

        double product = 0;
        double square = 0;
        for (int i = 0; i < noise.elementCount(); i++) {
            product += noise.f32()[i] * noise(2).f32()[i];
            square += noise.f32()[i] * noise.f32()[i];
        }
        assertThat(product / square).isCloseTo(0.995, within(0.03));
        assertThat(square / noise.elementCount()).isCloseTo(1, within(0.2));
    }

    @Test
    void a_bank_comes_back_from_its_tensors() {
        var bank = NoiseBank.empty()
                .after(List.of(sample(1, Verdict.GOOD), sample(2, Verdict.BEST), sample(3, Verdict.GOOD)), PAPER);

        var back = NoiseBank.fromTensors(bank.toTensors());

        assertThat(back.toTensors()).isEqualTo(bank.toTensors());
        assertThat(back.goodNoises()).hasSize(2);
        assertThat(NoiseBank.fromTensors(NoiseBank.empty().toTensors()).isEmpty())
                .isTrue();
    }
}
