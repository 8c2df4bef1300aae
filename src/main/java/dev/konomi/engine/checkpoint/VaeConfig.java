package dev.konomi.engine.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The autoencoder between pixels and latents (vae/config.json).
 *
 * @param scalingFactor latents of the UNet = latents of the encoder times this
 * @param midBlockAttention whether the middle blocks of encoder and decoder attend
 */
public record VaeConfig(
        int inChannels,
        int outChannels,
        int latentChannels,
        List<Integer> blockOutChannels,
        int layersPerBlock,
        int normNumGroups,
        double scalingFactor,
        boolean midBlockAttention,
        boolean useQuantConv,
        boolean usePostQuantConv) {
    /** Pixels per latent, in each direction. */
    public static final int SCALE = 8;

    private static final int BLOCKS = 4;

    static VaeConfig read(Path file) {
        ConfigFile config = ConfigFile.read(file);
        config.mustBe("_class_name", "AutoencoderKL", "only AutoencoderKL can be compiled");
        VaeConfig vae = new VaeConfig(
                config.integer("in_channels", 3, 3, 3),
                config.integer("out_channels", 3, 3, 3),
                config.integer("latent_channels", 4, 1, 4),
                config.integers("block_out_channels", List.of(64), 1, 16_384),
                config.integer("layers_per_block", 1, 1, 16),
                config.integer("norm_num_groups", 32, 1, 16_384),
                config.number("scaling_factor", 0.18215, 1e-6, 1e6),
                config.flag("mid_block_add_attention", true),
                config.flag("use_quant_conv", true),
                config.flag("use_post_quant_conv", true));
        vae.check(config);
        config.mustBe("act_fn", "silu", "the activation must be silu");
        config.mustBeOff("shift_factor", "Stable Diffusion 1.x and 2.x do not have it");
        config.mustBeOff("latents_mean", "Stable Diffusion 1.x and 2.x do not have it");
        config.mustBeOff("latents_std", "Stable Diffusion 1.x and 2.x do not have it");
        config.ignore("force_upcast", "sample_size");
        config.refuseTheRest();
        return vae;
    }

    private void check(ConfigFile config) {
        if (blockOutChannels.size() != BLOCKS) {
            throw config.refuse(
                    "block_out_channels", "expected four blocks (eight pixels per latent), found " + blockOutChannels);
        }
        List<String> down = config.texts("down_block_types", List.of(), Set.of("DownEncoderBlock2D"));
        List<String> up = config.texts("up_block_types", List.of(), Set.of("UpDecoderBlock2D"));
        if (down.size() != BLOCKS || up.size() != BLOCKS) {
            throw config.refuse("down_block_types", "expected four blocks down and up, found " + down + " and " + up);
        }
        for (int width : blockOutChannels) {
            if (width % normNumGroups != 0) {
                throw config.refuse("norm_num_groups", width + " channels do not divide into " + normNumGroups);
            }
        }
    }
}
