package dev.konomi.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.Op;
import dev.konomi.engine.graph.OpCase;
import dev.konomi.engine.graph.Reference;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttentionGradientsTest {

    private static final int HEADS = 4;

    @Test
    void heads_one_by_one_give_what_all_heads_at_once_give() {
        Graph atOnce = gradients(Long.MAX_VALUE);
        Graph oneByOne = gradients(1);

        Map<String, double[]> expected = Reference.run(atOnce, OpCase.numbers(atOnce));
        Map<String, double[]> found = Reference.run(oneByOne, OpCase.numbers(oneByOne));

        assertThat(count(atOnce, Op.SOFTMAX)).isEqualTo(1);
        assertThat(count(oneByOne, Op.SOFTMAX)).isEqualTo(HEADS);
        expected.forEach((name, values) -> assertThat(found.get(name)).containsExactly(values, within(1e-9)));
    }

    private static Graph gradients(long many) {
        GraphBuilder g = new GraphBuilder("attention");
        Node q = g.input("q", "B", 3, 8);
        Node k = g.input("k", "B", 5, 8);
        Node v = g.input("v", "B", 5, 8);
        Node y = g.attention(q, k, v, HEADS);
        var rules = AttentionGradients.of(g, y, g.input("dy", "B", 3, 8), many);
        IntStream.range(0, 3).forEach(i -> g.output("d" + i, rules.get(i).get()));
        return g.build();
    }

    private static long count(Graph graph, Op op) {
        return graph.nodes().stream().filter(node -> node.op() == op).count();
    }
}
