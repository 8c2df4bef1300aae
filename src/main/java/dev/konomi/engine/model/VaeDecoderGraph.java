package dev.konomi.engine.model;

import dev.konomi.engine.checkpoint.VaeConfig;
import dev.konomi.engine.checkpoint.WeightFiles;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.tensor.DType;

/** The decoder of AutoencoderKL: the UNet's latents in, pictures out. */
public final class VaeDecoderGraph {
    /** [batch, channels, height/8, width/8], F32, as the UNet has them. */
    public static final String LATENTS = "latents";

    /** [batch, 3, height, width], F32, about -1…1. */
    public static final String PIXELS = "pixels";

    private VaeDecoderGraph() {}

    /**
     * The decoder for latents of one size.
     *
     * @param height of the latents
     * @param width of the latents
     */
    public static Graph of(VaeConfig config, WeightFiles weights, int height, int width, Precision precision) {
        GraphBuilder g = new GraphBuilder("vae decoder");
        Node latents = g.input(LATENTS, "B", config.latentChannels(), height, width);
        g.output(PIXELS, g.cast(addTo(g, config, weights, latents, precision), DType.F32));
        return g.build();
    }

    private static Node addTo(
            GraphBuilder g, VaeConfig config, WeightFiles weights, Node latents, Precision precision) {
        VaeModules vae = new VaeModules(g, config, weights, precision);
        Modules modules = vae.plain();
        int last = config.blockOutChannels().size() - 1;
        Node h = g.mul(latents, (float) (1 / config.scalingFactor()));
        if (config.usePostQuantConv()) {
            h = modules.conv(h, "post_quant_conv", config.latentChannels(), 1);
        }
        h = modules.conv(h, "decoder.conv_in", config.blockOutChannels().get(last), 3);
        h = vae.mid(h, "decoder.mid_block");
        for (int i = 0; i <= last; i++) {
            String block = "decoder.up_blocks." + i;
            int width = config.blockOutChannels().get(last - i);
            for (int j = 0; j <= config.layersPerBlock(); j++) {
                h = vae.resnet(h, block + ".resnets." + j, width);
            }
            if (i < last) {
                h = modules.conv(g.upsample(h, 2), block + ".upsamplers.0.conv", width, 3);
            }
        }
        return vae.head(h, "decoder", config.outChannels());
    }
}
