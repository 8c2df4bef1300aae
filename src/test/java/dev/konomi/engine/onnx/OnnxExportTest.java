package dev.konomi.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.autodiff.Gradients;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.Op;
import dev.konomi.engine.graph.OpCase;
import dev.konomi.engine.graph.Reference;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxExportTest {

    private static final OnnxRuntime RUNTIME = OnnxRuntime.open(RuntimeOptions.cpu(1));
    private static final List<Op> WITHOUT_GRADIENT =
            List.of(Op.NORM_MEAN, Op.NORM_INVERSE_DEVIATION, Op.CONV_INPUT_GRADIENT, Op.CONV_WEIGHT_GRADIENT);

    @ParameterizedTest
    @EnumSource(Op.class)
    void runtime_agrees_with_the_reference(Op op) {
        GraphBuilder g = new GraphBuilder(op.toString());
        g.output("y", OpCase.of(op).build().apply(g));

        assertRuntimeAgrees(g.build());
    }

    @ParameterizedTest
    @EnumSource(Op.class)
    void runtime_agrees_with_the_reference_on_gradients(Op op) {
        GraphBuilder g = new GraphBuilder(op.toString());
        Node y = OpCase.of(op).build().apply(g);
        if (WITHOUT_GRADIENT.contains(op)) {
            return;
        }
        List<Node> wrt = g.nodes().stream()
                .filter(node -> node.op() == Op.INPUT && node.dtype() == DType.F32)
                .filter(node -> g.nodes().stream()
                        .noneMatch(reader -> reader.op() == Op.STOP_GRADIENT && reader.input(0) == node))
                .toList();
        Node dy = g.input("upstream", y.type());
        List<Node> gradients = Gradients.of(g, y, dy, wrt);
        g.output("y", y);
        IntStream.range(0, wrt.size()).forEach(i -> g.output("d" + i, gradients.get(i)));

        assertRuntimeAgrees(g.build());
    }

    @Test
    void equal_graphs_give_equal_bytes() {
        assertThat(OnnxExport.toBytes(small())).isEqualTo(OnnxExport.toBytes(small()));
    }

    @Test
    void inputs_and_outputs_need_names_of_their_own() {
        GraphBuilder g = new GraphBuilder("test");
        g.output("x", g.exp(g.input("x", 2)));

        assertThatThrownBy(() -> OnnxExport.toBytes(g.build()))
                .hasMessage("'x' names an input and an output of one graph");
    }

    private static Graph small() {
        GraphBuilder g = new GraphBuilder("small");
        Node x = g.input("x", "B", 4);
        g.output("y", g.softmax(g.add(g.mul(x, 2), 1)));
        return g.build();
    }

    private static void assertRuntimeAgrees(Graph graph) {
        Map<String, Tensor> numbers = OpCase.numbers(graph);
        Map<String, double[]> expected = Reference.run(graph, numbers);
        try (OnnxSession session = RUNTIME.session(OnnxExport.toBytes(graph))) {
            Map<String, Tensor> found = session.run(numbers, expected.keySet());
            expected.forEach((name, values) -> assertThat(asDoubles(found.get(name)))
                    .as("%s of %s", name, graph)
                    .containsExactly(values, within(2e-4)));
        }
    }

    private static double[] asDoubles(Tensor tensor) {
        return IntStream.range(0, tensor.elementCount())
                .mapToDouble(i -> tensor.f32()[i])
                .toArray();
    }
}
