package dev.konomi.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.tensor.DType;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {

    private final GraphBuilder g = new GraphBuilder("test");

    @Test
    void the_same_op_on_the_same_nodes_is_the_same_node() {
        Node x = g.input("x", "B", 4);

        assertThat(g.exp(x)).isSameAs(g.exp(x));
        assertThat(g.scalar(2)).isSameAs(g.scalar(2));
        assertThat(g.clip(x, 0, 1)).isNotSameAs(g.clip(x, 0, 2));
    }

    @Test
    void moves_that_cancel_out_leave_no_node() {
        Node x = g.input("x", "B", 3, 4);

        assertThat(g.transpose(g.transpose(x, 2, 0, 1), 1, 2, 0)).isSameAs(x);
        assertThat(g.reshape(g.reshape(x, "B", 12), "B", 3, 4)).isSameAs(x);
        assertThat(g.slice(x, 1, 0, 3)).isSameAs(x);
        assertThat(g.cast(x, DType.F32)).isSameAs(x);
    }

    @Test
    void a_graph_keeps_only_what_its_outputs_need() {
        Node x = g.input("x", "B", 4);
        Node unused = g.exp(g.input("other", 4));
        g.output("y", g.neg(x));

        Graph graph = g.build();

        assertThat(graph.inputs()).containsOnlyKeys("x");
        assertThat(graph.nodes()).doesNotContain(unused);
    }

    @Test
    void half_precision_weights_are_computed_with_as_f32() {
        Node weight = g.weight(WeightRef.of("w", Path.of("model.safetensors"), DType.F16, new int[] {2, 3}, 8, 12));

        assertThat(weight).hasToString("%1: f32[2,3] = cast(%0) {to=f32}");
    }

    @Test
    void rows_of_a_weight_are_a_range_of_its_bytes() {
        WeightRef whole = WeightRef.of("w", Path.of("model.safetensors"), DType.F32, new int[] {4, 3}, 100, 48);

        WeightRef half = whole.rows(2, 4);

        assertThat(half.fileOffset()).isEqualTo(124);
        assertThat(half.byteLength()).isEqualTo(24);
        assertThat(half.shape()).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void a_weight_whose_bytes_do_not_fit_its_shape_is_refused() {
        assertThatThrownBy(() -> WeightRef.of("w", Path.of("m.safetensors"), DType.F16, new int[] {2, 3}, 0, 24))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight 'w' of m.safetensors: expected 12 bytes for f16[2,3], found 24");
    }

    @Test
    void an_input_has_one_type() {
        g.input("x", "B", 4);

        assertThatThrownBy(() -> g.input("x", "B", 5))
                .hasMessage("expected one type for input 'x', found f32[B,4] and f32[B,5]");
    }

    @Test
    void an_output_is_declared_once() {
        g.output("y", g.scalar(1));

        assertThatThrownBy(() -> g.output("y", g.scalar(2))).hasMessage("output 'y' is declared twice");
    }

    @Test
    void names_are_plain() {
        assertThatThrownBy(() -> g.input("%1", 4)).hasMessage("expected a name like 'down_blocks.0/x', found '%1'");
    }

    @Test
    void nodes_of_another_builder_are_refused() {
        Node foreign = new GraphBuilder("other").input("x", 4);

        assertThatThrownBy(() -> g.neg(foreign))
                .hasMessageStartingWith("graph 'test' is not where this node was made: %0: f32[4] = input()");
    }

    @Test
    void a_graph_without_an_output_is_refused() {
        g.input("x", 4);

        assertThatThrownBy(g::build).hasMessage("graph 'test': expected at least one output, found none");
    }
}
