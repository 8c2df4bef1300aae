package dev.konomi.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.tensor.DType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphCheckTest {

    private static final TensorType PAIR = TensorType.f32("B", 2);

    private final Node x = input(0, "x", PAIR);
    private final Node y = new Node(1, Op.NEG, List.of(x), Attributes.NONE, PAIR);

    @Test
    void a_sound_graph_passes() {
        Graph graph = new Graph("sound", List.of(x, y), Map.of("y", y));

        assertThat(GraphCheck.check(graph)).isSameAs(graph);
    }

    @Test
    void a_value_read_before_it_is_bound_is_found() {
        assertBreach(List.of(y, x), y, "unbound: %0 is read by %1: f32[B,2] = neg(%0)");
    }

    @Test
    void an_output_that_nothing_binds_is_found() {
        assertBreach(List.of(x), y, "unbound: output 'y' is %1: f32[B,2] = neg(%0)");
    }

    @Test
    void a_node_bound_twice_is_found() {
        assertBreach(List.of(x, y, y), y, "bound twice: %1: f32[B,2] = neg(%0)");
    }

    @Test
    void an_input_name_bound_twice_is_found() {
        Node again = input(2, "x", PAIR);

        assertBreach(List.of(x, y, again), y, "bound twice: input 'x' by %2");
    }

    @Test
    void a_shape_that_does_not_follow_from_the_op_is_found() {
        Node wrong = new Node(1, Op.NEG, List.of(x), Attributes.NONE, TensorType.f32("B", 3));

        assertBreach(List.of(x, wrong), wrong, "shape clash: expected f32[B,2], found %1: f32[B,3] = neg(%0)");
    }

    @Test
    void a_symbol_that_no_input_has_is_found() {
        Node wide = new Node(
                1, Op.EXPAND, List.of(x), Attributes.of("shape", Shape.of("S", "B", 2)), TensorType.f32("S", "B", 2));

        assertBreach(List.of(x, wide), wide, "unbound: no input has the symbols of %1: f32[S,B,2]");
    }

    private static void assertBreach(List<Node> nodes, Node output, String message) {
        Graph graph = new Graph("broken", nodes, Map.of("y", output));

        assertThatThrownBy(() -> GraphCheck.check(graph))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("graph 'broken': " + message);
    }

    private static Node input(int id, String name, TensorType type) {
        Attributes attributes =
                Attributes.of("name", name).with("dtype", DType.F32).with("shape", type.shape());
        return new Node(id, Op.INPUT, List.of(), attributes, type);
    }
}
