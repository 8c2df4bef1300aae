package dev.konomi.engine.hero;

import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.Op;
import dev.konomi.engine.runtime.SessionOptions;
import java.util.HashSet;
import java.util.Set;

/**
 * How much of a training graph's forward pass has to stay until its gradients have read it. That is what a batch costs
 * in memory: about 1.4 GiB for each row of Stable Diffusion 1.5 at 512 × 512 pixels.
 */
final class KeptForGradients {
    private static final long LARGEST_COPIED_BYTES = 256L << 20;

    private KeptForGradients() {}

    /**
     * Bytes for each unit of the batch's symbol.
     *
     * @param loss the last node of the forward pass; whatever stands behind it belongs to the gradients
     */
    static long bytesPerUnit(Graph graph, Node loss) {
        Set<Node> kept = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.id() > loss.id()) {
                node.inputs().stream()
                        .filter(input -> input.id() <= loss.id())
                        .map(KeptForGradients::owner)
                        .filter(owner -> !owner.shape().isStatic())
                        .forEach(kept::add);
            }
        }
        return kept.stream()
                .mapToLong(node -> node.shape().factor() * node.dtype().byteSize())
                .sum();
    }

    /**
     * How to open a graph. Its products by one weight read it in two orders, forward and back, so copies for speed are
     * twice the weights: three quarters of all memory of a training of Stable Diffusion 1.5. Small weights are copied.
     */
    static SessionOptions options(long weightBytes) {
        return isSmall(weightBytes) ? SessionOptions.defaults() : SessionOptions.mapped();
    }

    /** Whether a graph's weights are few enough to be held several times. */
    static boolean isSmall(long weightBytes) {
        return weightBytes <= LARGEST_COPIED_BYTES;
    }

    /** Whose memory a node's value stands in. */
    private static Node owner(Node node) {
        return node.op() == Op.RESHAPE || node.op() == Op.STOP_GRADIENT ? owner(node.input(0)) : node;
    }
}
