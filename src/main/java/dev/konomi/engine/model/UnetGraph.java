package dev.konomi.engine.model;

import dev.konomi.engine.checkpoint.UnetConfig;
import dev.konomi.engine.checkpoint.WeightFiles;
import dev.konomi.engine.graph.ConvShape;
import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Layers;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.tensor.DType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * UNet2DConditionModel of the Stable Diffusion 1.x and 2.x families. Every row of a batch has its own time step, text
 * and adapter slot.
 */
public final class UnetGraph {
    public static final String PREDICTION = "prediction";

    private final GraphBuilder g;
    private final UnetConfig config;
    private final Modules modules;
    private final UnetPlan plan;
    private final UnetInputs inputs;
    private final @Nullable LoraInputs lora;
    private final Node text;

    private UnetGraph(
            GraphBuilder g,
            UnetConfig config,
            WeightFiles weights,
            UnetInputs inputs,
            @Nullable LoraInputs lora,
            Precision precision) {
        this.g = g;
        this.config = config;
        this.modules = new Modules(g, weights, "", precision);
        this.plan = UnetPlan.of(config);
        this.inputs = inputs;
        this.lora = lora;
        Dim rows = inputs.batch().times(inputs.text().shape().size(1));
        this.text = g.reshape(inputs.text(), rows, config.crossAttentionDim());
    }

    /** The base model with adapter slots: inputs of {@link UnetInputs} and {@link LoraInputs}, any slots and rank. */
    public static Graph withAdapters(UnetConfig config, WeightFiles weights, UnetSize size, Precision precision) {
        GraphBuilder g = new GraphBuilder("unet with adapters");
        UnetInputs inputs = UnetInputs.declare(g, size);
        LoraInputs lora = LoraInputs.declare(g, LoraSites.of(config), inputs.batch(), Dim.of("S"), Dim.of("R"));
        g.output(PREDICTION, addTo(g, config, weights, inputs, lora, precision));
        return g.build();
    }

    /** The base model alone. */
    public static Graph base(UnetConfig config, WeightFiles weights, UnetSize size) {
        GraphBuilder g = new GraphBuilder("unet");
        g.output(PREDICTION, addTo(g, config, weights, UnetInputs.declare(g, size)));
        return g.build();
    }

    /**
     * Adds the UNet with adapters to a graph.
     *
     * @return the prediction, [batch, channels, height, width], F32
     */
    public static Node addTo(
            GraphBuilder g,
            UnetConfig config,
            WeightFiles weights,
            UnetInputs inputs,
            LoraInputs lora,
            Precision precision) {
        return new UnetGraph(g, config, weights, inputs, lora, precision).build();
    }

    /** The same without adapters, in F32. */
    public static Node addTo(GraphBuilder g, UnetConfig config, WeightFiles weights, UnetInputs inputs) {
        return new UnetGraph(g, config, weights, inputs, null, Precision.F32).build();
    }

    private Node build() {
        Node time = timeEmbedding();
        Node h = modules.conv(
                inputs.latents(), "conv_in", config.blockOutChannels().get(0), 3);
        Deque<Node> skips = new ArrayDeque<>();
        skips.push(h);
        for (UnetPlan.Block block : plan.down()) {
            h = down(h, block, time, skips);
        }
        h = mid(h, time);
        for (UnetPlan.Block block : plan.up()) {
            h = up(h, block, time, skips);
        }
        h = g.silu(modules.groupNorm(h, "conv_norm_out", config.normNumGroups(), config.normEps()));
        return g.cast(modules.conv(h, "conv_out", config.outChannels(), 3), DType.F32);
    }

    /** What every residual block adds for the time step, before its own projection: [batch, width]. */
    private Node timeEmbedding() {
        Node waves = TimeWaves.add(g, inputs.timesteps(), config);
        int width = config.timeEmbeddingDim();
        Node h = g.silu(modules.linear(waves, "time_embedding.linear_1", width));
        return g.silu(modules.linear(h, "time_embedding.linear_2", width));
    }

    private Node down(Node h, UnetPlan.Block block, Node time, Deque<Node> skips) {
        for (int i = 0; i < block.layers(); i++) {
            h = layer(h, block, i, time);
            skips.push(h);
        }
        if (block.resizes()) {
            h = modules.conv(h, block.path() + ".downsamplers.0.conv", block.channels(), 3, ConvShape.halving(1));
            skips.push(h);
        }
        return h;
    }

    private Node mid(Node h, Node time) {
        UnetPlan.Block mid = plan.mid();
        h = resnet(h, mid.path() + ".resnets.0", mid.channels(), time);
        h = attention(h, mid.path() + ".attentions.0", mid);
        return resnet(h, mid.path() + ".resnets.1", mid.channels(), time);
    }

    private Node up(Node h, UnetPlan.Block block, Node time, Deque<Node> skips) {
        for (int i = 0; i < block.layers(); i++) {
            h = layer(g.concat(1, h, skips.pop()), block, i, time);
        }
        return block.resizes()
                ? modules.conv(g.upsample(h, 2), block.path() + ".upsamplers.0.conv", block.channels(), 3)
                : h;
    }

    private Node layer(Node h, UnetPlan.Block block, int index, Node time) {
        h = resnet(h, block.path() + ".resnets." + index, block.channels(), time);
        return block.attends() ? attention(h, block.path() + ".attentions." + index, block) : h;
    }

    private Node resnet(Node image, String name, int out, Node time) {
        Node h = modules.resnetIn(image, name, out, config.normNumGroups(), config.normEps());
        Node shift = modules.linear(time, name + ".time_emb_proj", out);
        h = g.add(h, Layers.perChannel(g, shift));
        return modules.resnetOut(h, image, name, config.normNumGroups(), config.normEps());
    }

    /** Transformer2DModel: projections that are a 1×1 convolution or linear are the same matrix on tokens. */
    private Node attention(Node image, String name, UnetPlan.Block block) {
        int width = block.channels();
        Node normed = modules.groupNorm(image, name + ".norm", config.normNumGroups(), 1e-6);
        Node h = modules.linear(Layers.tokens(g, normed), name + ".proj_in", width);
        for (int i = 0; i < block.transformers(); i++) {
            h = transformer(h, name + ".transformer_blocks." + i, block.heads());
        }
        h = modules.linear(h, name + ".proj_out", width);
        Node back = Layers.image(g, h, image.shape().size(2), image.shape().size(3));
        return g.add(back, image);
    }

    /** BasicTransformerBlock. */
    private Node transformer(Node h, String name, int heads) {
        int width = h.shape().size(1);
        Node self = modules.layerNorm(h, name + ".norm1", 1e-5);
        h = g.add(attend(self, self, name + ".attn1", heads), h);
        Node cross = modules.layerNorm(h, name + ".norm2", 1e-5);
        h = g.add(attend(cross, text, name + ".attn2", heads), h);
        Node normed = modules.layerNorm(h, name + ".norm3", 1e-5);
        String feedForward = name + ".ff.net.0.proj";
        Node value = modules.halfLinear(normed, feedForward, 4 * width, 0);
        Node gate = modules.halfLinear(normed, feedForward, 4 * width, 1);
        return g.add(modules.linear(Layers.geglu(g, value, gate), name + ".ff.net.2", width), h);
    }

    private Node attend(Node tokens, Node context, String name, int heads) {
        int width = tokens.shape().size(1);
        Node q = projection(tokens, name + ".to_q", width, false);
        Node k = projection(context, name + ".to_k", width, false);
        Node v = projection(context, name + ".to_v", width, false);
        Node mixed = Layers.attention(g, q, k, v, inputs.batch(), heads);
        return projection(mixed, name + ".to_out.0", width, true);
    }

    /** A projection with what the row's adapter adds to it. */
    private Node projection(Node tokens, String name, int out, boolean bias) {
        Node base = bias ? modules.linear(tokens, name, out) : modules.linearWithoutBias(tokens, name, out);
        if (lora == null) {
            return base;
        }
        LoraInputs.Pair pair = Optional.ofNullable(lora.pairs().get(name))
                .orElseThrow(() -> new IllegalArgumentException("expected LoRA inputs for " + name + ", found none"));
        return Layers.addLora(g, base, tokens, pair.a(), pair.b(), lora.slots());
    }
}
