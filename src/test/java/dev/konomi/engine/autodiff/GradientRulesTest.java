package dev.konomi.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.Op;
import dev.konomi.engine.graph.OpCase;
import dev.konomi.engine.graph.Reference;
import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradientRulesTest {

    private static final Set<Op> WITHOUT = EnumSet.of(
            Op.STOP_GRADIENT,
            Op.EQUAL,
            Op.GREATER,
            Op.GREATER_OR_EQUAL,
            Op.ONE_HOT,
            Op.NORM_MEAN,
            Op.NORM_INVERSE_DEVIATION,
            Op.CONV_INPUT_GRADIENT,
            Op.CONV_WEIGHT_GRADIENT);
    private static final Set<Op> STATISTICS_AND_GRADIENTS =
            EnumSet.of(Op.NORM_MEAN, Op.NORM_INVERSE_DEVIATION, Op.CONV_INPUT_GRADIENT, Op.CONV_WEIGHT_GRADIENT);
    private static final float STEP = 1f / 1024;

    @ParameterizedTest
    @EnumSource(Op.class)
    void gradient_agrees_with_finite_differences(Op op) {
        if (STATISTICS_AND_GRADIENTS.contains(op)) {
            return; // see ops_without_a_gradient_say_so
        }
        GraphBuilder g = new GraphBuilder(op.toString());
        Node y = OpCase.of(op).build().apply(g);
        Node dy = g.input("upstream", y.type());
        Node loss = sum(g, g.mul(y, dy));
        List<Node> wrt = differentiable(g);
        List<Node> gradients = Gradients.of(g, loss, wrt);
        g.output("loss", loss);
        for (int i = 0; i < wrt.size(); i++) {
            g.output("d_" + wrt.get(i).attributes().text("name"), gradients.get(i));
        }
        Graph graph = g.build();
        Map<String, Tensor> numbers = OpCase.numbers(graph);

        Map<String, double[]> analytic = Reference.run(graph, numbers);

        for (Node input : wrt) {
            String name = input.attributes().text("name");
            assertThat(analytic.get("d_" + name))
                    .as("d loss / d %s", name)
                    .containsExactly(finiteDifferences(graph, numbers, name), within(2e-4));
        }
    }

    @ParameterizedTest
    @EnumSource(Op.class)
    void ops_without_a_gradient_say_so(Op op) {
        GraphBuilder g = new GraphBuilder(op.toString());
        OpCase.of(op).build().apply(g);
        Node node =
                g.nodes().stream().filter(each -> each.op() == op).findFirst().orElseGet(() -> g.input("other", 1));

        if (WITHOUT.contains(op)) {
            assertThatThrownBy(() -> GradientRules.of(g, node, node))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(op + " has no gradient: " + node);
        } else {
            assertThat(GradientRules.of(g, node, node).size())
                    .isLessThanOrEqualTo(node.inputs().size());
        }
    }

    private static List<Node> differentiable(GraphBuilder g) {
        return g.nodes().stream()
                .filter(node -> node.op() == Op.INPUT && node.dtype() == DType.F32)
                .filter(node -> !node.attributes().text("name").equals("upstream"))
                .filter(node -> g.nodes().stream()
                        .noneMatch(reader -> reader.op() == Op.STOP_GRADIENT && reader.input(0) == node))
                .toList();
    }

    private static double[] finiteDifferences(Graph graph, Map<String, Tensor> numbers, String name) {
        Tensor around = numbers.get(name);
        double[] slopes = new double[around.elementCount()];
        for (int i = 0; i < slopes.length; i++) {
            float plus = around.f32()[i] + STEP;
            float minus = around.f32()[i] - STEP;
            double rise = lossAt(graph, numbers, name, i, plus) - lossAt(graph, numbers, name, i, minus);
            slopes[i] = rise / (plus - minus);
        }
        return slopes;
    }

    private static double lossAt(Graph graph, Map<String, Tensor> numbers, String name, int at, float value) {
        float[] moved = numbers.get(name).f32().clone();
        moved[at] = value;
        Map<String, Tensor> changed = new HashMap<>(numbers);
        changed.put(name, Tensor.f32(numbers.get(name).shape(), moved));
        return Reference.run(graph, changed).get("loss")[0];
    }

    private static Node sum(GraphBuilder g, Node x) {
        return g.reduceSum(x, IntStream.range(0, x.shape().ndim()).toArray());
    }
}
