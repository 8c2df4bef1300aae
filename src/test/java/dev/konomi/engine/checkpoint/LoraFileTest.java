package dev.konomi.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LoraFileTest {
    private static final String BLOCK = "mid_block.attentions.0.transformer_blocks.0.attn2.";
    private static final List<LoraSiteShape> KNOWN = List.of(
            new LoraSiteShape(BLOCK + "to_k", 6, 8),
            new LoraSiteShape(BLOCK + "to_out.0", 8, 8),
            new LoraSiteShape(BLOCK + "to_q", 8, 8),
            new LoraSiteShape(BLOCK + "to_v", 6, 8));

    @Test
    void some_sites_may_be_left_out() {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        put(tensors, "unet." + BLOCK + "to_q.lora.down.weight", 2, 8);
        put(tensors, "unet." + BLOCK + "to_q.lora.up.weight", 8, 2);

        LoraWeights weights = read(tensors, Map.of());

        assertThat(weights.sites()).containsOnlyKeys(BLOCK + "to_q");
    }

    @Test
    void without_any_word_about_it_alpha_is_the_rank() {
        LoraWeights weights = read(kohya(2, t -> t.keySet().removeIf(name -> name.endsWith(".alpha"))), Map.of());

        assertThat(weights.rank()).isEqualTo(2);
        assertThat(weights.loraAlpha()).isEqualTo(2f);
        assertThat(weights.scale()).isEqualTo(1f);
    }

    @Test
    void alpha_comes_from_tensors_before_metadata() {
        assertThat(read(kohya(2, t -> {}), Map.of("ss_network_alpha", "16")).loraAlpha())
                .isEqualTo(4f);
        assertThat(read(
                                kohya(2, t -> t.keySet().removeIf(name -> name.endsWith(".alpha"))),
                                Map.of("ss_network_alpha", "16"))
                        .loraAlpha())
                .isEqualTo(16f);
    }

    @ParameterizedTest
    @MethodSource("namings")
    void every_naming_of_the_same_pair_is_read(String down, String up) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        Tensor a = put(tensors, down, 2, 8);
        Tensor b = put(tensors, up, 8, 2);

        LoraPair pair = read(tensors, Map.of()).sites().get(BLOCK + "to_out.0");

        assertThat(pair.a().f32()).isEqualTo(a.f32());
        assertThat(pair.b().f32()).isEqualTo(b.f32());
    }

    static Stream<Arguments> namings() {
        String site = BLOCK + "to_out.0";
        return Stream.of(
                Arguments.of("unet." + site + ".lora.down.weight", "unet." + site + ".lora.up.weight"),
                Arguments.of("unet." + site + ".lora_A.weight", "unet." + site + ".lora_B.weight"),
                Arguments.of(site + ".lora_A.weight", site + ".lora_B.weight"),
                Arguments.of(
                        "base_model.model." + site + ".lora_A.weight", "base_model.model." + site + ".lora_B.weight"),
                Arguments.of(
                        "base_model.model.unet." + site + ".lora_A.default.weight",
                        "base_model.model.unet." + site + ".lora_B.default.weight"),
                Arguments.of(
                        "unet." + BLOCK + "processor.to_out_lora.down.weight",
                        "unet." + BLOCK + "processor.to_out_lora.up.weight"),
                Arguments.of(
                        "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_out_0.lora_down.weight",
                        "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_out_0.lora_up.weight"));
    }

    @Test
    void a_peft_configuration_in_the_metadata_is_understood() {
        SortedMap<String, Tensor> tensors = kohya(4, t -> t.keySet().removeIf(name -> name.endsWith(".alpha")));

        assertThat(read(tensors, Map.of(LoraMetadata.KEY, "{\"unet.lora_alpha\": 8, \"unet.r\": 4}"))
                        .loraAlpha())
                .isEqualTo(8f);
        assertThat(read(tensors, Map.of(LoraMetadata.KEY, "{\"lora_alpha\": 8}"))
                        .loraAlpha())
                .isEqualTo(8f);
        assertThat(read(tensors, Map.of(LoraMetadata.KEY, "{\"lora_alpha\": 8, \"use_rslora\": true}"))
                        .scale())
                .isEqualTo(8f / 2f);
        assertRefused(tensors, Map.of(LoraMetadata.KEY, "{\"unet.use_dora\": true}"), "use_dora");
        assertRefused(tensors, Map.of(LoraMetadata.KEY, "{\"rank_pattern\": {\"to_q\": 8}}"), "rank_pattern");
        assertRefused(tensors, Map.of(LoraMetadata.KEY, "{\"lora_alpha\": \"x\"}"), "lora_alpha is no number");
        assertRefused(tensors, Map.of(LoraMetadata.KEY, "oops"), "is not JSON");
        assertRefused(tensors, Map.of("ss_network_alpha", "oops"), "ss_network_alpha is no number");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void what_cannot_be_applied_is_refused_by_name(String what, SortedMap<String, Tensor> tensors, String[] message) {
        assertRefused(tensors, Map.of(), message);
    }

    static Stream<Arguments> bad() {
        String module = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_";
        return Stream.of(
                bad("nothing", new TreeMap<>(), "holds no LoRA tensor"),
                bad(
                        "an unknown site",
                        kohya(2, t -> put(t, module + "to_z.lora_down.weight", 2, 8)),
                        module + "to_z",
                        "unknown site"),
                bad(
                        "a feed-forward site",
                        kohya(2, t -> put(t, "unet.mid_block.attentions.0.proj_in.lora_A.weight", 2, 8)),
                        "proj_in",
                        "unknown site"),
                bad(
                        "one half",
                        kohya(2, t -> t.remove(module + "to_q.lora_up.weight")),
                        module + "to_q.lora_down.weight",
                        "only one of its two"),
                bad(
                        "a lonely alpha",
                        kohya(2, t -> {
                            t.remove(module + "to_q.lora_up.weight");
                            t.remove(module + "to_q.lora_down.weight");
                        }),
                        "to_q",
                        "only one of its two"),
                bad(
                        "mixed ranks",
                        kohya(2, t -> {
                            put(t, module + "to_q.lora_down.weight", 3, 8);
                            put(t, module + "to_q.lora_up.weight", 8, 3);
                        }),
                        BLOCK + "to_q",
                        "mixed ranks",
                        "3 here, 2 at " + BLOCK + "to_k"),
                bad(
                        "halves of different rank",
                        kohya(2, t -> put(t, module + "to_q.lora_up.weight", 8, 3)),
                        BLOCK + "to_q",
                        "rank 2",
                        "the other 3"),
                bad(
                        "mixed alphas",
                        kohya(2, t -> t.put(module + "to_v.alpha", Tensor.scalar(1))),
                        module + "to_v.alpha",
                        "mixed alphas"),
                bad("a missing alpha", kohya(2, t -> t.remove(module + "to_v.alpha")), BLOCK + "to_v", "no alpha"),
                bad(
                        "alpha zero",
                        kohya(
                                2,
                                t -> t.keySet().forEach(name -> {
                                    if (name.endsWith(".alpha")) {
                                        t.put(name, Tensor.scalar(0));
                                    }
                                })),
                        "alpha",
                        "positive number"),
                bad(
                        "a wrong width",
                        kohya(2, t -> put(t, module + "to_k.lora_down.weight", 2, 7)),
                        module + "to_k.lora_down.weight",
                        "[rank, 6]",
                        "F32[2, 7]"),
                bad(
                        "a convolution",
                        kohya(2, t -> put(t, module + "to_k.lora_down.weight", 2, 6, 1, 1)),
                        "to_k",
                        "[2, 6, 1, 1]"),
                bad(
                        "whole numbers",
                        kohya(
                                2,
                                t -> t.put(
                                        module + "to_k.lora_down.weight", Tensor.i64(new int[] {2, 6}, new long[12]))),
                        "to_k",
                        "I64"),
                bad("a huge rank", kohya(300, t -> {}), "rank 300", "1 to 64"),
                bad(
                        "not a number",
                        kohya(2, t -> t.get(module + "to_v.lora_up.weight").f32()[5] = Float.NaN),
                        module + "to_v.lora_up.weight",
                        "NaN at element 5"),
                bad(
                        "infinity",
                        kohya(2, t -> t.get(module + "to_v.lora_up.weight").f32()[0] = Float.NEGATIVE_INFINITY),
                        "-Infinity"),
                bad(
                        "a text encoder's tensor",
                        kohya(2, t -> put(t, "lora_te_text_model_encoder_layers_0_mlp_fc1.lora_down.weight", 2, 8)),
                        "lora_te_",
                        "text encoder"),
                bad(
                        "a text encoder's tensor of PEFT",
                        kohya(2, t -> put(t, "text_encoder.layers.0.q_proj.lora_A.weight", 2, 8)),
                        "text encoder"),
                bad("DoRA", kohya(2, t -> put(t, module + "to_q.dora_scale", 8, 1)), "dora_scale", "DoRA"),
                bad("LoHa", kohya(2, t -> put(t, module + "to_q.hada_w1_a", 8, 2)), "LoHa"),
                bad("LoKr", kohya(2, t -> put(t, module + "to_q.lokr_w1", 8, 2)), "LoKr"),
                bad("a bias", kohya(2, t -> put(t, "unet." + BLOCK + "to_q.lora_B.bias", 8)), "bias"),
                bad("a whole weight", kohya(2, t -> put(t, "conv_in.weight", 8)), "conv_in.weight", "no LoRA tensor"),
                bad(
                        "two names for one thing",
                        kohya(2, t -> put(t, "unet." + BLOCK + "to_q.lora.up.weight", 8, 2)),
                        "means the same as"));
    }

    private static Arguments bad(String what, SortedMap<String, Tensor> tensors, String... message) {
        return Arguments.of(what, tensors, message);
    }

    private static void assertRefused(
            SortedMap<String, Tensor> tensors, Map<String, String> metadata, String... message) {
        assertThatThrownBy(() -> read(tensors, metadata))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("upload.safetensors: ")
                .hasMessageContainingAll(message);
    }

    private static LoraWeights read(SortedMap<String, Tensor> tensors, Map<String, String> metadata) {
        byte[] bytes = SafetensorsWriter.write(tensors, metadata);
        return LoraFile.read(SafetensorsFile.parse(bytes, "upload.safetensors"), KNOWN);
    }

    /** A whole adapter in kohya's form with alpha 4, changed. */
    private static SortedMap<String, Tensor> kohya(int rank, Consumer<SortedMap<String, Tensor>> change) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        for (LoraSiteShape site : KNOWN) {
            put(tensors, LoraForm.kohya(site.path(), LoraForm.Part.A), rank, site.in());
            put(tensors, LoraForm.kohya(site.path(), LoraForm.Part.B), site.out(), rank);
            tensors.put(LoraForm.kohya(site.path(), LoraForm.Part.LORA_ALPHA), Tensor.scalar(4));
        }
        change.accept(tensors);
        return tensors;
    }

    private static Tensor put(SortedMap<String, Tensor> tensors, String name, int... shape) {
        Tensor tensor = GaussianNoise.seeded(name.hashCode()).tensor(shape);
        tensors.put(name, tensor);
        return tensor;
    }
}
