package dev.konomi.engine.scale;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;

/** The tensors of diffusers' AutoencoderKL, from its config.json. */
final class VaeTensors {
    private final int[] widths;
    private final int layers;
    private final int latents;
    private final StateDict dict = new StateDict();

    private VaeTensors(JsonNode config) {
        JsonNode channels = config.get("block_out_channels");
        this.widths = IntStream.range(0, channels.size())
                .map(i -> channels.get(i).intValue())
                .toArray();
        this.layers = config.get("layers_per_block").intValue();
        this.latents = config.get("latent_channels").intValue();
    }

    static StateDict of(JsonNode config) {
        VaeTensors vae = new VaeTensors(config);
        vae.encoder();
        vae.decoder();
        return vae.dict
                .conv("quant_conv", 2 * vae.latents, 2 * vae.latents, 1)
                .conv("post_quant_conv", vae.latents, vae.latents, 1);
    }

    private void encoder() {
        int in = widths[0];
        dict.conv("encoder.conv_in", in, 3, 3);
        for (int i = 0; i < widths.length; i++) {
            String block = "encoder.down_blocks." + i;
            for (int j = 0; j < layers; j++) {
                dict.resnet(block + ".resnets." + j, widths[i], in);
                in = widths[i];
            }
            if (i + 1 < widths.length) {
                dict.conv(block + ".downsamplers.0.conv", in, in, 3);
            }
        }
        mid("encoder.mid_block", in);
        dict.norm("encoder.conv_norm_out", in).conv("encoder.conv_out", 2 * latents, in, 3);
    }

    private void decoder() {
        int in = widths[widths.length - 1];
        dict.conv("decoder.conv_in", in, latents, 3);
        mid("decoder.mid_block", in);
        for (int i = 0; i < widths.length; i++) {
            String block = "decoder.up_blocks." + i;
            int out = widths[widths.length - 1 - i];
            for (int j = 0; j <= layers; j++) {
                dict.resnet(block + ".resnets." + j, out, in);
                in = out;
            }
            if (i + 1 < widths.length) {
                dict.conv(block + ".upsamplers.0.conv", in, in, 3);
            }
        }
        dict.norm("decoder.conv_norm_out", in).lastConv("decoder.conv_out", 3, in);
    }

    private void mid(String name, int width) {
        dict.resnet(name + ".resnets.0", width, width);
        String attention = name + ".attentions.0";
        dict.norm(attention + ".group_norm", width);
        for (String part : new String[] {".to_q", ".to_k", ".to_v", ".to_out.0"}) {
            dict.linear(attention + part, width, width);
        }
        dict.resnet(name + ".resnets.1", width, width);
    }
}
