package dev.konomi.engine.model;

import dev.konomi.engine.checkpoint.VaeConfig;
import dev.konomi.engine.checkpoint.WeightFiles;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Layers;
import dev.konomi.engine.graph.Node;

/** What the autoencoder's two halves have in common: residual blocks and the middle. */
final class VaeModules {
    private static final double EPSILON = 1e-6;

    private final GraphBuilder g;
    private final VaeConfig config;
    private final Modules modules;

    VaeModules(GraphBuilder g, VaeConfig config, WeightFiles weights, Precision precision) {
        this.g = g;
        this.config = config;
        this.modules = new Modules(g, weights, "", precision);
    }

    Modules plain() {
        return modules;
    }

    Node resnet(Node image, String name, int out) {
        Node h = modules.resnetIn(image, name, out, config.normNumGroups(), EPSILON);
        return modules.resnetOut(h, image, name, config.normNumGroups(), EPSILON);
    }

    Node mid(Node image, String name) {
        int width = image.shape().size(1);
        Node h = resnet(image, name + ".resnets.0", width);
        if (config.midBlockAttention()) {
            h = attention(h, name + ".attentions.0");
        }
        return resnet(h, name + ".resnets.1", width);
    }

    /** Norm, SiLU and the last convolution. */
    Node head(Node image, String name, int out) {
        Node normed = modules.groupNorm(image, name + ".conv_norm_out", config.normNumGroups(), EPSILON);
        return modules.conv(g.silu(normed), name + ".conv_out", out, 3);
    }

    /** One head over all pixels. Files written before diffusers 0.18 use other names for the same matrices. */
    private Node attention(Node image, String name) {
        boolean old = modules.has(name + ".query.weight");
        int width = image.shape().size(1);
        Node tokens = Layers.tokens(g, modules.groupNorm(image, name + ".group_norm", config.normNumGroups(), EPSILON));
        Node q = modules.linear(tokens, name + (old ? ".query" : ".to_q"), width);
        Node k = modules.linear(tokens, name + (old ? ".key" : ".to_k"), width);
        Node v = modules.linear(tokens, name + (old ? ".value" : ".to_v"), width);
        Node mixed = Layers.attention(g, q, k, v, image.dim(0), 1);
        Node out = modules.linear(mixed, name + (old ? ".proj_attn" : ".to_out.0"), width);
        return g.add(
                image, Layers.image(g, out, image.shape().size(2), image.shape().size(3)));
    }
}
