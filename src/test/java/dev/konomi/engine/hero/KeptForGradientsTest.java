package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.autodiff.Gradients;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.runtime.SessionOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptForGradientsTest {
    @Test
    void what_gradients_read_counts_once_and_what_they_do_not_read_does_not_count() {
        GraphBuilder g = new GraphBuilder("two layers");
        Node x = g.input("x", "B", 8);
        Node inner = g.gemm(x, g.input("w", 16, 8), false, true);
        Node active = g.relu(inner);
        Node out = g.gemm(active, g.input("v", 4, 16), false, true);
        Node loss = g.reduceSum(out, 0, 1);
        g.output("loss", loss);
        g.output("dw", Gradients.of(g, loss, List.of(g.input("w", 16, 8))).get(0));

        long bytes = KeptForGradients.bytesPerUnit(g.build(), loss);

        // x for the product and what ReLU read; neither what it gave nor the second product
        assertThat(bytes).isEqualTo((8 + 16) * Float.BYTES);
    }

    @Test
    void the_weights_of_a_large_checkpoint_are_not_copied() {
        assertThat(KeptForGradients.options(28L << 20)).isEqualTo(SessionOptions.defaults());
        assertThat(KeptForGradients.options(3L << 30)).isEqualTo(SessionOptions.mapped());
    }
}
