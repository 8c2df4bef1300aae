package dev.konomi.engine.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A UNet of the Stable Diffusion 1.x or 2.x family (unet/config.json). Lists run from the finest block to the coarsest,
 * as the file's down blocks do, except {@code upBlockTypes}, which runs back.
 *
 * @param sampleSize latent height and width that the model was trained at
 * @param layersPerBlock residual blocks per down block (an up block has one more)
 * @param heads attention heads per down block; the file calls it attention_head_dim
 * @param transformerLayers transformer blocks per attention, per down block
 */
public record UnetConfig(
        int inChannels,
        int outChannels,
        int sampleSize,
        List<Integer> blockOutChannels,
        List<String> downBlockTypes,
        List<String> upBlockTypes,
        List<Integer> layersPerBlock,
        List<Integer> heads,
        List<Integer> transformerLayers,
        int crossAttentionDim,
        int normNumGroups,
        double normEps,
        boolean useLinearProjection,
        boolean flipSinToCos,
        int freqShift) {
    public static final String DOWN = "DownBlock2D";
    public static final String CROSS_ATTN_DOWN = "CrossAttnDownBlock2D";
    public static final String UP = "UpBlock2D";
    public static final String CROSS_ATTN_UP = "CrossAttnUpBlock2D";

    private static final int MAX_CHANNELS = 16_384;

    public int blocks() {
        return blockOutChannels.size();
    }

    /** Width of the timestep embedding after its first layer. */
    public int timeEmbeddingDim() {
        return 4 * blockOutChannels.get(0);
    }

    static UnetConfig read(Path file) {
        ConfigFile config = ConfigFile.read(file);
        config.mustBe("_class_name", "UNet2DConditionModel", "only UNet2DConditionModel can be compiled");
        List<Integer> channels = config.integers("block_out_channels", List.of(320, 640, 1280, 1280), 1, MAX_CHANNELS);
        int blocks = channels.size();
        UnetConfig unet = new UnetConfig(
                config.integer("in_channels", 4, 1, 4),
                config.integer("out_channels", 4, 1, 4),
                config.requiredInteger("sample_size", 1, 1024),
                channels,
                config.texts(
                        "down_block_types",
                        List.of(CROSS_ATTN_DOWN, CROSS_ATTN_DOWN, CROSS_ATTN_DOWN, DOWN),
                        Set.of(DOWN, CROSS_ATTN_DOWN)),
                config.texts(
                        "up_block_types",
                        List.of(UP, CROSS_ATTN_UP, CROSS_ATTN_UP, CROSS_ATTN_UP),
                        Set.of(UP, CROSS_ATTN_UP)),
                config.integerOrList("layers_per_block", 2, blocks, 1, 16),
                config.integerOrList("attention_head_dim", 8, blocks, 1, 256),
                config.integerOrList("transformer_layers_per_block", 1, blocks, 1, 32),
                crossAttentionDim(config, blocks),
                config.integer("norm_num_groups", 32, 1, MAX_CHANNELS),
                config.number("norm_eps", 1e-5, 0, 1),
                config.flag("use_linear_projection", false),
                config.flag("flip_sin_to_cos", true),
                config.integer("freq_shift", 0, 0, 1));
        unet.check(config);
        refuseUnsupported(config);
        return unet;
    }

    private static int crossAttentionDim(ConfigFile config, int blocks) {
        List<Integer> dims = config.integerOrList("cross_attention_dim", 1280, blocks, 1, MAX_CHANNELS);
        if (dims.stream().distinct().count() != 1) {
            throw config.refuse("cross_attention_dim", "different widths per block are not supported: " + dims);
        }
        return dims.get(0);
    }

    private void check(ConfigFile config) {
        if (downBlockTypes.size() != blocks()) {
            throw config.refuse(
                    "down_block_types",
                    "expected one for each of the " + blocks() + " widths, found " + downBlockTypes);
        }
        if (upBlockTypes.size() != blocks()) {
            throw config.refuse(
                    "up_block_types", "expected one for each of the " + blocks() + " widths, found " + upBlockTypes);
        }
        for (int i = 0; i < blocks(); i++) {
            int width = blockOutChannels.get(i);
            if (width % normNumGroups != 0) {
                throw config.refuse("norm_num_groups", width + " channels do not divide into " + normNumGroups);
            }
            boolean attends = downBlockTypes.get(i).equals(CROSS_ATTN_DOWN)
                    || upBlockTypes.get(blocks() - 1 - i).equals(CROSS_ATTN_UP)
                    || i == blocks() - 1;
            if (attends && width % heads.get(i) != 0) {
                throw config.refuse(
                        "attention_head_dim", width + " channels do not divide into " + heads.get(i) + " heads");
            }
        }
        if (blockOutChannels.get(0) % 2 != 0) {
            throw config.refuse("block_out_channels", "the first width must be even, found " + blockOutChannels);
        }
        if (inChannels != outChannels) {
            throw config.refuse(
                    "in_channels",
                    inChannels + " channels in and " + outChannels + " out: inpainting and the like are not supported");
        }
    }

    private static void refuseUnsupported(ConfigFile config) {
        config.mustBe("mid_block_type", "UNetMidBlock2DCrossAttn", "the middle block must attend to the text");
        config.mustBe("act_fn", "silu", "the activation must be silu");
        config.mustBe("attention_type", "default", "gated attention is not compiled");
        config.mustBe("time_embedding_type", "positional", "only positional time embeddings are compiled");
        config.mustBe("resnet_time_scale_shift", "default", "scale-and-shift residual blocks are not compiled");
        config.mustBe("downsample_padding", "1", "down-sampling pads by 1");
        config.mustBe("mid_block_scale_factor", "1", "the middle block is not rescaled");
        config.mustBe("resnet_out_scale_factor", "1.0", "residual blocks are not rescaled");
        config.mustBe("conv_in_kernel", "3", "the first convolution is 3 by 3");
        config.mustBe("conv_out_kernel", "3", "the last convolution is 3 by 3");
        for (String field : List.of(
                "center_input_sample",
                "only_cross_attention",
                "mid_block_only_cross_attention",
                "dual_cross_attention",
                "cross_attention_norm",
                "num_attention_heads",
                "reverse_transformer_layers_per_block",
                "class_embed_type",
                "class_embeddings_concat",
                "num_class_embeds",
                "projection_class_embeddings_input_dim",
                "addition_embed_type",
                "addition_time_embed_dim",
                "encoder_hid_dim",
                "encoder_hid_dim_type",
                "resnet_skip_time_act",
                "time_embedding_act_fn",
                "time_embedding_dim",
                "time_cond_proj_dim",
                "timestep_post_act")) {
            config.mustBeOff(field, "Stable Diffusion 1.x and 2.x do not have it");
        }
        // upcast_attention only raises half precision to the float32 that we compute in anyway
        config.ignore("upcast_attention", "dropout", "addition_embed_type_num_heads");
        config.refuseTheRest();
    }
}
