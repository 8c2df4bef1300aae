package dev.konomi.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GraphPrinterTest {

    @Test
    void a_linear_layer_with_adapters_by_slot() throws IOException {
        GraphBuilder g = new GraphBuilder("lora");
        Node x = g.input("x", Dim.of(16, "B"), 8);
        Node weight =
                g.weight(WeightRef.of("to_q.weight", Path.of("m.safetensors"), DType.F16, new int[] {6, 8}, 8, 96));
        Node slot = g.inputI64("slot", "B");
        Node a = g.input("to_q.A", "S", "R", 8);
        Node b = g.input("to_q.B", "S", 6, "R");
        g.output("y", Layers.addLora(g, Layers.linear(g, x, weight), x, a, b, slot));

        assertThat(GraphPrinter.print(g.build())).isEqualTo(golden("lora.txt"));
    }

    @Test
    void a_residual_block() throws IOException {
        GraphBuilder g = new GraphBuilder("residual");
        Node x = g.input("x", "B", 4, 8, 8);
        Node normal = g.groupNorm(x, g.input("gamma", 4), g.input("beta", 4), 2, 1e-5f);
        Node weight = g.input("weight", 4, 4, 3, 3);
        g.output("y", g.add(x, g.conv(g.silu(normal), weight, ConvShape.padded(1))));

        assertThat(GraphPrinter.print(g.build())).isEqualTo(golden("residual.txt"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = GraphPrinterTest.class.getResourceAsStream("/graphs/" + name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
