package dev.konomi.engine.model;

import dev.konomi.engine.checkpoint.TextEncoderConfig;
import dev.konomi.engine.checkpoint.WeightFiles;
import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Layers;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.tensor.DType;

/** CLIPTextModel: token ids in, the last hidden state after the final norm out. */
public final class TextEncoderGraph {
    /** [batch, tokens], I64. */
    public static final String TOKENS = "tokens";

    /** [batch, tokens, width], F32. */
    public static final String STATES = "states";

    /** What transformers up to version 4 put in front of every name. */
    private static final String OLD_PREFIX = "text_model.";

    private final GraphBuilder g;
    private final TextEncoderConfig config;
    private final Modules modules;
    private final Dim batch = Dim.of("B");

    private TextEncoderGraph(GraphBuilder g, TextEncoderConfig config, WeightFiles weights, Precision precision) {
        this.g = g;
        this.config = config;
        boolean old = weights.contains(OLD_PREFIX + "final_layer_norm.weight");
        this.modules = new Modules(g, weights, old ? OLD_PREFIX : "", precision);
    }

    /**
     * The encoder for token sequences of one length.
     *
     * @param tokens length of every sequence, padding included
     */
    public static Graph of(TextEncoderConfig config, WeightFiles weights, int tokens, Precision precision) {
        GraphBuilder g = new GraphBuilder("text encoder");
        g.output(STATES, new TextEncoderGraph(g, config, weights, precision).build(tokens));
        return g.build();
    }

    private Node build(int tokens) {
        int width = config.hiddenSize();
        Node ids = g.inputI64(TOKENS, batch, tokens);
        Node words = g.gather(modules.weight("embeddings.token_embedding.weight", config.vocabSize(), width), ids);
        Node places = modules.weight("embeddings.position_embedding.weight", config.maxPositionEmbeddings(), width);
        Node h = g.add(words, g.slice(places, 0, 0, tokens));
        h = g.reshape(h, batch.times(tokens), width);
        Node mask = modules.own(Layers.causalMask(g, tokens));
        for (int i = 0; i < config.hiddenLayers(); i++) {
            h = layer(h, "encoder.layers." + i, mask);
        }
        h = modules.layerNorm(h, "final_layer_norm", config.layerNormEps());
        return g.cast(g.reshape(h, batch, tokens, width), DType.F32);
    }

    private Node layer(Node h, String name, Node mask) {
        int width = config.hiddenSize();
        Node normed = modules.layerNorm(h, name + ".layer_norm1", config.layerNormEps());
        Node q = modules.linear(normed, name + ".self_attn.q_proj", width);
        Node k = modules.linear(normed, name + ".self_attn.k_proj", width);
        Node v = modules.linear(normed, name + ".self_attn.v_proj", width);
        Node mixed = Layers.attention(g, q, k, v, mask, batch, config.heads());
        h = g.add(modules.linear(mixed, name + ".self_attn.out_proj", width), h);
        normed = modules.layerNorm(h, name + ".layer_norm2", config.layerNormEps());
        Node inner = activate(modules.linear(normed, name + ".mlp.fc1", config.intermediateSize()));
        return g.add(modules.linear(inner, name + ".mlp.fc2", width), h);
    }

    private Node activate(Node x) {
        return switch (config.activation()) {
            case QUICK_GELU -> g.quickGelu(x);
            case GELU -> g.gelu(x);
        };
    }
}
