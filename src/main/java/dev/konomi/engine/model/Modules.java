package dev.konomi.engine.model;

import dev.konomi.engine.checkpoint.TensorEntry;
import dev.konomi.engine.checkpoint.WeightFiles;
import dev.konomi.engine.graph.ConvShape;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Layers;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.WeightRef;
import dev.konomi.engine.tensor.DType;
import java.util.Arrays;

/**
 * Layers that carry weights, by the names that they have in the checkpoint. Every weight is a reference into its file,
 * and its shape is checked against what the layer needs. Images are [batch, channels, height, width], tokens
 * [batch · tokens, channels].
 */
final class Modules {
    private final GraphBuilder g;
    private final WeightFiles weights;
    private final String prefix;
    private final DType dtype;

    /** The prefix stands in front of every name in the file; usually it is empty. */
    Modules(GraphBuilder g, WeightFiles weights, String prefix, Precision precision) {
        this.g = g;
        this.weights = weights;
        this.prefix = prefix;
        this.dtype = precision.dtype();
    }

    boolean has(String name) {
        return weights.contains(prefix + name);
    }

    Node weight(String name, int... shape) {
        return g.weight(ref(name, shape), dtype);
    }

    /** As layers read it and write it. */
    Node own(Node x) {
        return g.cast(x, dtype);
    }

    /** A convolution that keeps the size: 3×3 with a pad of 1, or 1×1. */
    Node conv(Node image, String name, int out, int kernel) {
        return conv(image, name, out, kernel, ConvShape.padded(kernel / 2));
    }

    Node conv(Node image, String name, int out, int kernel, ConvShape how) {
        int in = image.shape().size(1);
        return g.conv(own(image), weight(name + ".weight", out, in, kernel, kernel), weight(name + ".bias", out), how);
    }

    Node linear(Node tokens, String name, int out) {
        return Layers.linear(g, own(tokens), matrix(name, out, tokens.shape().size(1)), weight(name + ".bias", out));
    }

    Node linearWithoutBias(Node tokens, String name, int out) {
        return Layers.linear(g, own(tokens), matrix(name, out, tokens.shape().size(1)));
    }

    /** One half of a linear layer's outputs: half 0 or half 1 of {@code 2 · out}. */
    Node halfLinear(Node tokens, String name, int out, int half) {
        int from = half * out;
        WeightRef matrix =
                ref(name + ".weight", 2 * out, tokens.shape().size(1)).rows(from, from + out);
        WeightRef bias = ref(name + ".bias", 2 * out).rows(from, from + out);
        return Layers.linear(g, own(tokens), g.weight(matrix, dtype), g.weight(bias, dtype));
    }

    Node layerNorm(Node tokens, String name, double epsilon) {
        int width = tokens.shape().size(1);
        Node scale = full(name + ".weight", width);
        return own(g.layerNorm(g.cast(tokens, DType.F32), scale, full(name + ".bias", width), (float) epsilon));
    }

    Node groupNorm(Node image, String name, int groups, double epsilon) {
        int width = image.shape().size(1);
        Node scale = full(name + ".weight", width);
        Node shift = full(name + ".bias", width);
        return own(g.groupNorm(g.cast(image, DType.F32), scale, shift, groups, (float) epsilon));
    }

    /** ResnetBlock2D up to where the time embedding comes in. */
    Node resnetIn(Node image, String name, int out, int groups, double epsilon) {
        return conv(g.silu(groupNorm(image, name + ".norm1", groups, epsilon)), name + ".conv1", out, 3);
    }

    /** ResnetBlock2D from there on, with the way around it. */
    Node resnetOut(Node inner, Node image, String name, int groups, double epsilon) {
        int out = inner.shape().size(1);
        Node residual = conv(g.silu(groupNorm(inner, name + ".norm2", groups, epsilon)), name + ".conv2", out, 3);
        Node around = image.shape().size(1) == out ? image : conv(image, name + ".conv_shortcut", out, 1);
        return g.add(around, residual);
    }

    /** A matrix, also where the file has it as a 1×1 convolution. */
    private Node matrix(String name, int out, int in) {
        String weight = name + ".weight";
        boolean convolution = weights.entry(prefix + weight).shape().length == 4;
        return convolution
                ? g.weight(ref(weight, out, in, 1, 1).reshaped(out, in), dtype)
                : g.weight(ref(weight, out, in), dtype);
    }

    /** For norms, which are F32 whatever the precision. */
    private Node full(String name, int width) {
        return g.weight(ref(name, width));
    }

    private WeightRef ref(String name, int... shape) {
        TensorEntry entry = weights.entry(prefix + name, shape);
        return WeightRef.of(
                entry.name(),
                weights.file(prefix + name).path(),
                entry.dtype(),
                Arrays.copyOf(shape, shape.length),
                entry.fileOffset(),
                entry.byteLength());
    }
}
