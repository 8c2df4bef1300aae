package dev.konomi.engine.hero;

import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.runtime.EngineException;
import dev.konomi.engine.tensor.Tensor;
import java.util.Map;

/** What a session returned, or a graph declares. */
final class Outputs {
    private Outputs() {}

    static Tensor named(Map<String, Tensor> outputs, String name) {
        Tensor output = outputs.get(name);
        if (output == null) {
            throw new EngineException("expected an output " + name + ", found " + outputs.keySet());
        }
        return output;
    }

    static Node named(Graph graph, String name) {
        Node output = graph.outputs().get(name);
        if (output == null) {
            throw new IllegalArgumentException(
                    "expected an output " + name + ", found " + graph.outputs().keySet());
        }
        return output;
    }
}
