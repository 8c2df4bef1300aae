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

    /** How to open a graph: for speed, unless a single unit is so large that copies of the weights are too much. */
    static SessionOptions options(long bytesPerUnit) {
        return bytesPerUnit > HeroTrainer.BYTES_PER_TICK ? SessionOptions.mapped() : SessionOptions.defaults();
    }

    /** Whose memory a node's value stands in. */
    private static Node owner(Node node) {
        return node.op() == Op.RESHAPE || node.op() == Op.STOP_GRADIENT ? owner(node.input(0)) : node;
    }
}
