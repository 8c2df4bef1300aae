package dev.konomi.engine.hero;

import dev.konomi.engine.autodiff.Gradients;
import dev.konomi.engine.graph.ConvShape;
import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Layers;
import dev.konomi.engine.graph.Node;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The reward encoder as graphs whose weights are inputs: one that embeds, and two that yield a loss and its gradients, of
 * triplets or of telling good from bad.
 */
final class RewardEncoderGraph {
    static final String LATENTS = "latents";
    static final String REPRESENTATION = "representation";
    static final String PROJECTION = "projection";
    static final String ANCHORS = "anchors";
    static final String POSITIVES = "positives";
    static final String NEGATIVES = "negatives";
    static final String SIGNS = "signs";
    static final String WEIGHTS = "weights";
    static final String LOSS = "loss";
    static final String GRADIENT = "gradient.";

    private static final String BATCH = "B";
    private static final String TRIPLETS = "T";
    private static final float COSINE_EPSILON = 1e-8f;
    private static final float OVERFLOW = 30;

    private RewardEncoderGraph() {}

    private record Embedding(Map<String, Node> weights, Node representation, Node projection) {}

    /** Latents [B, channels, height, width] to representation [B, r] and projection [B, p]. */
    static Graph embed(EncoderShape shape) {
        var g = new GraphBuilder("reward-encoder");
        var embedding = embedding(g, shape);
        g.output(REPRESENTATION, embedding.representation());
        g.output(PROJECTION, embedding.projection());
        return g.build();
    }

    /**
     * Latents [B, ...] and the indices of T triplets among them to the mean triplet loss and its gradient by every
     * weight.
     */
    static Graph train(EncoderShape shape, double margin) {
        var g = new GraphBuilder("reward-encoder-train");
        var embedding = embedding(g, shape);
        Node anchor = g.gather(embedding.projection(), g.inputI64(ANCHORS, TRIPLETS));
        Node positive = g.gather(embedding.projection(), g.inputI64(POSITIVES, TRIPLETS));
        Node negative = g.gather(embedding.projection(), g.inputI64(NEGATIVES, TRIPLETS));
        Node difference = g.sub(distance(g, anchor, positive), distance(g, anchor, negative));
        Node loss = g.mean(g.relu(g.add(difference, (float) margin)));
        g.output(LOSS, loss);
        declareGradients(g, loss, embedding.weights());
        return g.build();
    }

    /**
     * Latents [B, ...] to the weighted sum of −log σ(sign · projection), with signs (good 1, bad −1) and weights [B], and
     * its gradient by every weight.
     *
     * @param shape as {@link EncoderShape#classifier} makes it
     */
    static Graph classify(EncoderShape shape) {
        var g = new GraphBuilder("reward-classifier-train");
        var embedding = embedding(g, shape);
        Node logit = g.reshape(embedding.projection(), Dim.of(BATCH));
        Node wrong = g.neg(g.mul(logit, g.input(SIGNS, BATCH)));
        // log(1 + exp(x)) without overflow: x beyond the clip is its own logarithm
        Node far = g.relu(g.add(wrong, -OVERFLOW));
        Node near = g.log(g.add(g.exp(g.clip(wrong, -OVERFLOW, OVERFLOW)), 1));
        Node loss = g.reduceSum(g.mul(g.add(near, far), g.input(WEIGHTS, BATCH)), 0);
        g.output(LOSS, loss);
        declareGradients(g, loss, embedding.weights());
        return g.build();
    }

    private static void declareGradients(GraphBuilder g, Node loss, Map<String, Node> weights) {
        var names = List.copyOf(weights.keySet());
        var gradients = Gradients.of(g, loss, List.copyOf(weights.values()));
        for (int i = 0; i < names.size(); i++) {
            g.output(GRADIENT + names.get(i), gradients.get(i));
        }
    }

    private static Embedding embedding(GraphBuilder g, EncoderShape shape) {
        var weights = new LinkedHashMap<String, Node>();
        shape.weights()
                .forEach((name, dims) -> weights.put(
                        name, g.input(name, Arrays.stream(dims).boxed().toArray())));
        Node x = g.input(LATENTS, BATCH, shape.channels(), shape.height(), shape.width());
        for (int i = 1; i <= EncoderShape.CONV_CHANNELS.size(); i++) {
            String layer = "conv" + i;
            x = g.conv(x, weight(weights, layer, "weight"), weight(weights, layer, "bias"), ConvShape.padded(1));
            x = g.relu(g.maxPool(x, EncoderShape.POOL)); // in this order on a quarter of the numbers
        }
        Node flat = g.reshape(x, Dim.of(BATCH), shape.flat());
        Node representation = g.relu(linear(g, flat, weights, "fc"));
        Node projection = representation;
        int layers = shape.projections().size();
        for (int i = 0; i < layers; i++) {
            projection = linear(g, i == 0 ? projection : g.relu(projection), weights, "head." + i);
        }
        return new Embedding(weights, representation, projection);
    }

    private static Node linear(GraphBuilder g, Node x, Map<String, Node> weights, String layer) {
        return Layers.linear(g, x, weight(weights, layer, "weight"), weight(weights, layer, "bias"));
    }

    private static Node weight(Map<String, Node> weights, String layer, String kind) {
        Node weight = weights.get(layer + "." + kind);
        if (weight == null) {
            throw new IllegalArgumentException("expected a " + kind + " of " + layer + " among " + weights.keySet());
        }
        return weight;
    }

    /** d = 1 − (cos + 1) / 2, in 0…1. */
    private static Node distance(GraphBuilder g, Node a, Node b) {
        Node cosine = Layers.cosineSimilarity(g, a, b, COSINE_EPSILON);
        return g.add(g.mul(cosine, -0.5f), 0.5f);
    }
}
