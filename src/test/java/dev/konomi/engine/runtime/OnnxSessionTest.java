package dev.konomi.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.onnx.OnnxExport;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class OnnxSessionTest {

    private static final OnnxRuntime RUNTIME = OnnxRuntime.open(RuntimeOptions.cpu(1));

    @Test
    void one_graph_serves_every_batch_size() {
        try (OnnxSession session = RUNTIME.session(doubling())) {
            for (int batch = 1; batch <= 3; batch++) {
                float[] numbers = new float[batch * 2];
                numbers[batch] = 3;

                Map<String, Tensor> result =
                        session.run(Map.of("x", Tensor.f32(new int[] {batch, 2}, numbers)), List.of("twice"));

                assertThat(result.get("twice").shape()).containsExactly(batch, 2);
                assertThat(result.get("twice").f32()[batch]).isEqualTo(6);
            }
        }
    }

    @Test
    void only_the_outputs_asked_for_come_back() {
        try (OnnxSession session = RUNTIME.session(doubling())) {
            Map<String, Tensor> result = session.run(Map.of("x", Tensor.zeros(1, 2)), List.of("sum"));

            assertThat(result).containsOnlyKeys("sum");
            assertThat(result.get("sum").ndim()).isZero();
        }
    }

    @Test
    void missing_and_unknown_inputs_are_named() {
        try (OnnxSession session = RUNTIME.session(doubling())) {
            assertThatThrownBy(() -> session.run(Map.of("y", Tensor.zeros(1, 2)), List.of("sum")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("expected the graph's inputs, found missing [x] and unknown [y]");
        }
    }

    @Test
    void unknown_outputs_are_named() {
        try (OnnxSession session = RUNTIME.session(doubling())) {
            assertThatThrownBy(() -> session.run(Map.of("x", Tensor.zeros(1, 2)), List.of("thrice")))
                    .hasMessage("expected some of the outputs [sum, twice], found [thrice]");
        }
    }

    @Test
    void a_wrong_shape_is_a_failed_run() {
        try (OnnxSession session = RUNTIME.session(doubling())) {
            assertThatThrownBy(() -> session.run(Map.of("x", Tensor.zeros(1, 3)), List.of("sum")))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("the run failed");
        }
    }

    @Test
    void a_cancelled_run_does_not_begin() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();

        try (OnnxSession session = RUNTIME.session(doubling())) {
            assertThatThrownBy(() -> session.run(Map.of("x", Tensor.zeros(1, 2)), List.of("sum"), cancellation))
                    .isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void a_device_that_is_not_there_is_refused_in_a_sentence() {
        assertThatThrownBy(() -> OnnxRuntime.open(new RuntimeOptions(Device.CUDA, 1, false)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("device cuda was asked for, but");
    }

    @Test
    void auto_takes_the_cpu_where_there_is_no_other_device() {
        try (OnnxRuntime runtime = OnnxRuntime.open(new RuntimeOptions(Device.AUTO, 1, false))) {
            assertThat(runtime.device()).isNotEqualTo(Device.AUTO);
        }
    }

    @Test
    void bytes_that_are_no_model_are_refused() {
        assertThatThrownBy(() -> RUNTIME.session(new byte[] {1, 2, 3}))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("ONNX Runtime refuses the model");
    }

    private static byte[] doubling() {
        GraphBuilder g = new GraphBuilder("doubling");
        Node x = g.input("x", "B", 2);
        Node twice = g.add(x, x);
        g.output("twice", twice);
        g.output("sum", g.reduceSum(twice, 0, 1));
        return OnnxExport.toBytes(g.build());
    }
}
