package dev.konomi.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AdapterSlotsTest {
    private static final String SITE = "mid_block.attn1.to_q";

    private final AdapterSlots slots = new AdapterSlots(List.of(new LoraSiteShape(SITE, 2, 3)));

    /** Rank many rows of A that are all {@code value}, and as many columns of B. */
    private static AdapterRef adapter(String digest, int rank, float loraAlpha, float value) {
        Tensor a = Tensor.zeros(rank, 2);
        Tensor b = Tensor.zeros(3, rank);
        Arrays.fill(a.f32(), value);
        Arrays.fill(b.f32(), value);
        return AdapterRef.of(digest, new LoraWeights(rank, loraAlpha, new TreeMap<>(Map.of(SITE, new LoraPair(a, b)))));
    }

    private static DenoiseBatch batch(List<AdapterRef> adapters, long... slots) {
        return new DenoiseBatch(
                Tensor.zeros(slots.length, 1, 1, 1),
                Tensor.zeros(slots.length),
                Tensor.zeros(slots.length, 1, 1),
                Tensor.i64(new int[] {slots.length}, slots),
                adapters);
    }

    @Test
    void the_base_model_alone_is_one_slot_of_zeros() {
        Map<String, Tensor> inputs = slots.inputs(batch(List.of(), 0, 0));

        assertThat(inputs.get("slots").i64()).containsExactly(0, 0);
        assertThat(inputs.get(SITE + ".lora_A")).isEqualTo(Tensor.zeros(1, 1, 2));
        assertThat(inputs.get(SITE + ".lora_B")).isEqualTo(Tensor.zeros(1, 3, 1));
    }

    @Test
    void ranks_are_padded_with_zeros_and_the_scale_is_in_b() {
        AdapterRef thin = adapter("thin", 1, 2, 5);
        AdapterRef wide = adapter("wide", 2, 1, 7);

        Map<String, Tensor> inputs = slots.inputs(batch(List.of(thin, wide), 1, 2, 0));

        assertThat(inputs.get(SITE + ".lora_A"))
                .isEqualTo(Tensor.f32(new int[] {3, 2, 2}, new float[] {0, 0, 0, 0, 5, 5, 0, 0, 7, 7, 7, 7}));
        assertThat(inputs.get(SITE + ".lora_B")).isEqualTo(Tensor.f32(new int[] {3, 3, 2}, new float[] {
            0, 0, 0, 0, 0, 0, 10, 0, 10, 0, 10, 0, 3.5f, 3.5f, 3.5f, 3.5f, 3.5f, 3.5f
        }));
    }

    @Test
    void the_stack_stays_as_long_as_it_holds_what_a_batch_needs() {
        AdapterRef teal = adapter("teal", 1, 1, 5);
        AdapterRef rose = adapter("rose", 1, 1, 7);
        Tensor both = slots.inputs(batch(List.of(teal, rose), 1, 2)).get(SITE + ".lora_A");

        Map<String, Tensor> roseAlone = slots.inputs(batch(List.of(rose), 1, 0));

        assertThat(roseAlone.get(SITE + ".lora_A")).isSameAs(both);
        assertThat(roseAlone.get("slots").i64()).containsExactly(2, 0);
    }

    @Test
    void an_adapter_that_does_not_fit_the_model_is_refused_by_name() {
        AdapterRef fitting = adapter("fits", 64, 1, 1);
        AdapterRef tooWide = adapter("broad", 65, 1, 1);
        AdapterRef elsewhere = AdapterRef.of(
                "elsewhere",
                new LoraWeights(
                        1, 1, new TreeMap<>(Map.of("other", new LoraPair(Tensor.zeros(1, 2), Tensor.zeros(3, 1))))));
        AdapterRef misshapen = AdapterRef.of(
                "misshapen",
                new LoraWeights(
                        1, 1, new TreeMap<>(Map.of(SITE, new LoraPair(Tensor.zeros(1, 4), Tensor.zeros(3, 1))))));

        slots.check(AdapterRef.base());
        slots.check(fitting);
        assertThatThrownBy(() -> slots.check(tooWide))
                .hasMessageContaining("broad")
                .hasMessageContaining("65");
        assertThatThrownBy(() -> slots.check(elsewhere)).hasMessageContaining("elsewhere");
        assertThatThrownBy(() -> slots.check(misshapen))
                .hasMessageContaining(SITE)
                .hasMessageContaining("2 in");
    }
}
