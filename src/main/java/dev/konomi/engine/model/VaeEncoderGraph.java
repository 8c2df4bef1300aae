package dev.konomi.engine.model;

import dev.konomi.engine.checkpoint.VaeConfig;
import dev.konomi.engine.checkpoint.WeightFiles;
import dev.konomi.engine.graph.ConvShape;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.tensor.DType;

/** The encoder of AutoencoderKL: pictures in, the mean of their latents out. */
public final class VaeEncoderGraph {
    /** [batch, 3, height, width], F32, -1…1. */
    public static final String PIXELS = "pixels";

    /** [batch, channels, height/8, width/8], F32, scaled as the UNet has them. */
    public static final String MEAN = "mean";

    private VaeEncoderGraph() {}

    /**
     * The encoder for pictures of one size.
     *
     * @param height of the pictures
     * @param width of the pictures
     */
    public static Graph of(VaeConfig config, WeightFiles weights, int height, int width, Precision precision) {
        GraphBuilder g = new GraphBuilder("vae encoder");
        Node pixels = g.input(PIXELS, "B", config.inChannels(), height, width);
        g.output(MEAN, addTo(g, config, weights, pixels, precision));
        return g.build();
    }

    private static Node addTo(GraphBuilder g, VaeConfig config, WeightFiles weights, Node pixels, Precision precision) {
        VaeModules vae = new VaeModules(g, config, weights, precision);
        Modules modules = vae.plain();
        int last = config.blockOutChannels().size() - 1;
        Node h = modules.conv(
                pixels, "encoder.conv_in", config.blockOutChannels().get(0), 3);
        for (int i = 0; i <= last; i++) {
            String block = "encoder.down_blocks." + i;
            int width = config.blockOutChannels().get(i);
            for (int j = 0; j < config.layersPerBlock(); j++) {
                h = vae.resnet(h, block + ".resnets." + j, width);
            }
            if (i < last) {
                h = modules.conv(h, block + ".downsamplers.0.conv", width, 3, ConvShape.halvingPaddedAtEnd());
            }
        }
        h = vae.mid(h, "encoder.mid_block");
        int moments = 2 * config.latentChannels();
        h = vae.head(h, "encoder", moments);
        if (config.useQuantConv()) {
            h = modules.conv(h, "quant_conv", moments, 1);
        }
        Node mean = g.cast(g.slice(h, 1, 0, config.latentChannels()), DType.F32);
        return g.mul(mean, (float) config.scalingFactor());
    }
}
