package dev.konomi.engine.graph;

import java.util.HashMap;
import java.util.Map;

/** A graph as text, one node a line, in the grammar of this package. Equal graphs print equally. */
public final class GraphPrinter {

    private GraphPrinter() {}

    public static String print(Graph graph) {
        Map<Node, String> names = new HashMap<>();
        StringBuilder text = new StringBuilder("graph " + graph.name() + "\n");
        for (Node node : graph.nodes()) {
            names.put(node, "%" + names.size());
            text.append(node.print(n -> names.getOrDefault(n, "%unbound" + n.id())))
                    .append('\n');
        }
        graph.outputs()
                .forEach((name, node) -> text.append("output ")
                        .append(name)
                        .append(" = ")
                        .append(names.getOrDefault(node, "%unbound" + node.id()))
                        .append('\n'));
        return text.toString();
    }
}
