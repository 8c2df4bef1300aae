package dev.konomi.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.Op;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientsTest {

    private final GraphBuilder g = new GraphBuilder("test");

    @Test
    void nothing_is_computed_for_what_depends_on_nothing_chosen() {
        Node frozen = g.exp(g.input("frozen", 3));
        Node trained = g.input("trained", 3);
        Node loss = g.mean(g.mul(frozen, trained));

        Node gradient = Gradients.of(g, loss, List.of(trained)).get(0);
        g.output("gradient", gradient);

        assertThat(g.build().nodes()).filteredOn(node -> node.op() == Op.EXP).hasSize(1);
        assertThat(g.build().nodes()).doesNotContain(trained, loss);
    }

    @Test
    void products_take_the_gradient_already_there_as_their_addend() {
        Node x = g.input("x", "B", 2);
        Node one = g.gemm(x, g.input("w1", 3, 2), false, true);
        Node two = g.gemm(x, g.input("w2", 3, 2), false, true);

        g.output("dx", Gradients.of(g, g.mean(g.mul(one, two)), List.of(x)).get(0));

        Graph graph = g.build();
        assertThat(graph.outputs().get("dx").op()).isEqualTo(Op.GEMM);
        assertThat(graph.outputs().get("dx").inputs()).hasSize(3);
        assertThat(graph.nodes()).noneMatch(node -> node.op() == Op.ADD);
    }

    @Test
    void a_loss_needs_to_be_a_scalar() {
        Node x = g.input("x", 3);

        assertThatThrownBy(() -> Gradients.of(g, g.exp(x), List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a loss without axes, found %1: f32[3] = exp(%0)");
    }

    @Test
    void a_loss_that_does_not_depend_on_what_was_chosen_is_refused() {
        Node x = g.input("x", 3);
        Node loss = g.mean(g.stopGradient(x));

        assertThatThrownBy(() -> Gradients.of(g, loss, List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no gradient flows from %2: f32[] = reduce_mean(%1)");
    }

    @Test
    void an_intermediate_value_can_be_chosen() {
        Node middle = g.exp(g.input("x", 3));
        Node loss = g.mean(g.mul(middle, middle));

        Node gradient = Gradients.of(g, loss, List.of(middle)).get(0);

        assertThat(gradient.shape()).isEqualTo(middle.shape());
    }
}
