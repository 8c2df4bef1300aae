package dev.konomi.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.ResidentTensors;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdapterSlotsTest {
    private static final String SITE = "mid_block.attn1.to_q";

    private final AdapterSlots slots =
            new AdapterSlots(OnnxRuntime.open(RuntimeOptions.cpu(1)), List.of(new LoraSiteShape(SITE, 2, 3)));

    @AfterEach
    void close() {
        slots.close();
    }

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
        AdapterSlots.Inputs inputs = slots.inputs(batch(List.of(), 0, 0));

        assertThat(inputs.slots().get("slots").i64()).containsExactly(0, 0);
        assertThat(inputs.matrices().read(SITE + ".lora_A")).isEqualTo(Tensor.zeros(1, 1, 2));
        assertThat(inputs.matrices().read(SITE + ".lora_B")).isEqualTo(Tensor.zeros(1, 3, 1));
    }

    @Test
    void ranks_are_padded_with_zeros_and_the_scale_is_in_b() {
        AdapterRef thin = adapter("thin", 1, 2, 5);
        AdapterRef wide = adapter("wide", 2, 1, 7);

        ResidentTensors matrices =
                slots.inputs(batch(List.of(thin, wide), 1, 2, 0)).matrices();

        assertThat(matrices.read(SITE + ".lora_A"))
                .isEqualTo(Tensor.f32(new int[] {3, 2, 2}, new float[] {0, 0, 0, 0, 5, 5, 0, 0, 7, 7, 7, 7}));
        assertThat(matrices.read(SITE + ".lora_B")).isEqualTo(Tensor.f32(new int[] {3, 3, 2}, new float[] {
            0, 0, 0, 0, 0, 0, 10, 0, 10, 0, 10, 0, 3.5f, 3.5f, 3.5f, 3.5f, 3.5f, 3.5f
        }));
    }

    @Test
    void an_adapter_is_written_once_as_long_as_batches_bring_it() {
        AdapterRef teal = adapter("teal", 1, 1, 5);
        AdapterRef rose = adapter("rose", 1, 1, 7);
        slots.inputs(batch(List.of(teal, rose), 1, 2));

        AdapterSlots.Inputs roseAlone = slots.inputs(batch(List.of(rose), 1, 0));
        slots.inputs(batch(List.of(rose, teal), 1, 2));

        assertThat(roseAlone.slots().get("slots").i64()).containsExactly(2, 0);
        assertThat(slots.written()).isEqualTo(2);
    }

    @Test
    void a_newcomer_costs_its_own_slot_and_leaves_the_others_as_they_are() {
        AdapterRef first = adapter("first", 1, 1, 1);
        slots.inputs(batch(List.of(first), 1));
        for (int i = 2; i <= 64; i++) {
            slots.inputs(batch(List.of(first, adapter("number " + i, 1, 1, i)), 1, 2));
        }

        AdapterSlots.Inputs mixed = slots.inputs(batch(List.of(adapter("number 65", 1, 1, 65), first), 1, 2));

        assertThat(slots.written()).isEqualTo(65);
        assertThat(mixed.matrices().read(SITE + ".lora_A").dim(0)).isEqualTo(1 + 64);
        assertThat(values(mixed)).containsExactly(65f, 1f);
        // the one that was used longest ago made way
        slots.inputs(batch(List.of(adapter("number 3", 1, 1, 3)), 1));
        assertThat(slots.written()).isEqualTo(65);
        assertThat(values(slots.inputs(batch(List.of(adapter("number 2", 1, 1, 2)), 1))))
                .containsExactly(2f);
        assertThat(slots.written()).isEqualTo(66);
    }

    @Test
    void a_slot_that_is_written_again_keeps_nothing_of_its_former_adapter() {
        for (int i = 1; i <= 64; i++) {
            slots.inputs(batch(List.of(adapter("wide " + i, 4, 4, 9)), 1));
        }

        AdapterSlots.Inputs inputs =
                slots.inputs(batch(List.of(adapter("thin", 3, 3, 1), adapter("wide 64", 4, 4, 9)), 1, 2));

        int slot = (int) inputs.slots().get("slots").i64()[0];
        assertThat(inputs.matrices().read(SITE + ".lora_A").rows(slot, slot + 1).f32())
                .containsExactly(1, 1, 1, 1, 1, 1, 0, 0);
        assertThat(inputs.matrices().read(SITE + ".lora_B").rows(slot, slot + 1).f32())
                .containsExactly(1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0);
    }

    @Test
    void a_batch_may_bring_more_adapters_than_are_kept() {
        List<AdapterRef> many = IntStream.rangeClosed(1, 70)
                .mapToObj(i -> adapter("number " + i, 1, 1, i))
                .toList();
        long[] rows = LongStream.rangeClosed(1, 70).toArray();

        assertThat(values(slots.inputs(batch(many, rows)))).hasSize(70).containsExactlyElementsOf(numbersTo(70));
    }

    private static List<Float> numbersTo(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(i -> (float) i).toList();
    }

    /** The first number of A in the slot of each row. */
    private static List<Float> values(AdapterSlots.Inputs inputs) {
        Tensor a = inputs.matrices().read(SITE + ".lora_A");
        return LongStream.of(inputs.slots().get("slots").i64())
                .mapToObj(slot -> a.f32()[(int) slot * a.dim(1) * a.dim(2)])
                .toList();
    }

    @Test
    void a_narrow_batch_does_not_pay_for_a_wide_adapter_beside_which_it_ran() {
        AdapterRef thin = adapter("thin", 1, 1, 1);
        slots.inputs(batch(List.of(thin, adapter("wide", 33, 1, 1)), 1, 2));

        Tensor alone = slots.inputs(batch(List.of(thin), 1)).matrices().read(SITE + ".lora_A");

        assertThat(alone.dim(1)).isEqualTo(1);
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
