package dev.konomi.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.konomi.engine.graph.ConvShape;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Layers;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.onnx.OnnxExport;
import dev.konomi.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    void resident_inputs_are_read_where_they_stand() {
        try (OnnxSession session = RUNTIME.session(sumOfTwo());
                ResidentTensors resident = RUNTIME.resident(Map.of("x", new int[] {2, 2}))) {
            Tensor ones = Tensor.f32(new int[] {2, 2}, new float[] {1, 1, 1, 1});
            Map<String, Tensor> before = session.run(Map.of("y", ones), resident, List.of("sum"));

            resident.write("x", 1, new float[] {5, 6});
            Map<String, Tensor> after = session.run(Map.of("y", ones), resident, List.of("sum"));

            assertThat(before.get("sum").f32()).containsExactly(1, 1, 1, 1);
            assertThat(after.get("sum").f32()).containsExactly(1, 6, 7, 1);
            assertThat(resident.read("x").f32()).containsExactly(0, 5, 6, 0);
            assertThat(resident.bytes()).isEqualTo(16);
        }
    }

    @Test
    void memory_can_be_given_back_while_a_session_is_open() {
        Tensor x = Tensor.f32(new int[] {1, 2}, new float[] {3, 4});
        try (OnnxSession session = RUNTIME.session(doubling())) {
            Tensor before = session.run(Map.of("x", x), List.of("twice")).get("twice");

            RUNTIME.trimMemory();

            assertThat(session.run(Map.of("x", x), List.of("twice")).get("twice"))
                    .isEqualTo(before);
        }
    }

    @Test
    void a_lent_session_is_one_borrowers_at_a_time_and_stays_open_for_the_next() {
        SessionOptions how = SessionOptions.defaults();
        try (OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(1))) {
            OnnxSession first = runtime.lentSession(doubling(), Path.of(""), how);
            OnnxSession meanwhile = runtime.lentSession(doubling(), Path.of(""), how);
            first.close();
            OnnxSession next = runtime.lentSession(doubling(), Path.of(""), how);
            OnnxSession other = runtime.lentSession(sumOfTwo(), Path.of(""), how);

            assertThat(meanwhile).isNotSameAs(first);
            assertThat(next).isSameAs(first);
            assertThat(next.run(Map.of("x", Tensor.zeros(1, 2)), List.of("twice")))
                    .containsOnlyKeys("twice");
            assertThat(other.outputNames()).containsExactly("sum");
            List.of(meanwhile, next, other).forEach(OnnxSession::close);
        }
    }

    @Test
    void one_idle_session_is_kept_and_none_by_a_closed_runtime() {
        SessionOptions how = SessionOptions.defaults();
        OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(1));
        OnnxSession longest = runtime.lentSession(doubling(), Path.of(""), how);
        OnnxSession kept = runtime.lentSession(sumOfTwo(), Path.of(""), how);
        OnnxSession late = runtime.lentSession(doubling(), Path.of(""), how.withArena(false));
        Map<String, Tensor> x = Map.of("x", Tensor.zeros(1, 2));
        longest.close();
        kept.close();

        assertThatThrownBy(() -> longest.run(x, List.of("twice"))).isInstanceOf(IllegalStateException.class);
        assertThat(kept.outputNames()).containsExactly("sum");
        runtime.close();
        late.close();
        assertThatThrownBy(() -> late.run(x, List.of("twice"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kept.run(Map.of("x", Tensor.zeros(1, 2), "y", Tensor.zeros(1, 2)), List.of("sum")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closed_resident_inputs_are_refused() {
        ResidentTensors resident = RUNTIME.resident(Map.of("x", new int[] {1}));
        resident.close();
        resident.close();

        assertThatThrownBy(() -> resident.read("x")).hasMessage("these tensors are closed");
    }

    private static byte[] sumOfTwo() {
        GraphBuilder g = new GraphBuilder("sum of two");
        g.output("sum", g.add(g.input("x", "B", 2), g.input("y", "B", 2)));
        return OnnxExport.toBytes(g.build());
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
    void a_run_stops_soon_after_it_is_cancelled() {
        Cancellation cancellation = new Cancellation();
        Map<String, Tensor> input = Map.of("x", Tensor.zeros(768, 768));

        try (OnnxSession session = RUNTIME.session(longProduct())) {
            CompletableFuture<Map<String, Tensor>> run =
                    CompletableFuture.supplyAsync(() -> session.run(input, List.of("y"), cancellation));
            await().until(() -> cancellation.isRunning() || run.isDone());
            cancellation.cancel();

            assertThatThrownBy(() -> run.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(CancellationException.class)
                    .hasMessageContaining("the run was cancelled");
            assertThat(cancellation.isRunning()).isFalse();
        }
    }

    @Test
    void a_sample_does_not_depend_on_the_rest_of_its_batch() {
        Tensor images = noise(5, 8, 8, 8);
        Tensor slots = Tensor.i64(new int[] {5}, new long[] {1, 0, 2, 1, 0});
        try (OnnxSession session = RUNTIME.session(mixedNetwork())) {
            Tensor together = session.run(feed(images, slots), List.of("y")).get("y");
            for (int i = 0; i < 5; i++) {
                Tensor alone = session.run(feed(images.rows(i, i + 1), slots.rows(i, i + 1)), List.of("y"))
                        .get("y");

                assertThat(alone.f32())
                        .containsExactly(together.rows(i * 64, (i + 1) * 64).f32(), within(1e-5f));
            }
        }
    }

    @Test
    void cuda_is_there_or_refused_in_a_sentence() {
        RuntimeOptions cuda = new RuntimeOptions(Device.CUDA, 1, false, true);

        if (OnnxRuntime.open(new RuntimeOptions(Device.AUTO, 1, false, true)).device() == Device.CUDA) {
            assertThat(OnnxRuntime.open(cuda).device()).isEqualTo(Device.CUDA);
        } else {
            assertThatThrownBy(() -> OnnxRuntime.open(cuda))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("device cuda was asked for, but");
        }
    }

    @Test
    void auto_takes_the_cpu_where_there_is_no_other_device() {
        try (OnnxRuntime runtime = OnnxRuntime.open(new RuntimeOptions(Device.AUTO, 1, false, true))) {
            assertThat(runtime.device()).isNotEqualTo(Device.AUTO);
            assertThat(runtime.whyNotCuda().isEmpty()).isEqualTo(runtime.device() == Device.CUDA);
        }
    }

    @Test
    void bytes_that_are_no_model_are_refused() {
        assertThatThrownBy(() -> RUNTIME.session(new byte[] {1, 2, 3}))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("ONNX Runtime refuses the model");
    }

    private static Map<String, Tensor> feed(Tensor images, Tensor slots) {
        return Map.of("x", images, "slot", slots, "a", noise(3, 2, 8), "b", noise(3, 8, 2));
    }

    private static Tensor noise(int... shape) {
        Random random = new Random(3);
        Tensor noise = Tensor.zeros(shape);
        for (int i = 0; i < noise.elementCount(); i++) {
            noise.f32()[i] = (float) random.nextGaussian();
        }
        return noise;
    }

    private static byte[] longProduct() {
        GraphBuilder g = new GraphBuilder("long product");
        Node x = g.input("x", "B", 768);
        Node weight = g.constant(Tensor.zeros(768, 768));
        Node y = x;
        for (int i = 0; i < 400; i++) {
            y = g.gemm(y, weight, x, false, false);
        }
        g.output("y", y);
        return OnnxExport.toBytes(g.build());
    }

    private static byte[] mixedNetwork() {
        GraphBuilder g = new GraphBuilder("mixed network");
        Node x = g.input("x", "B", 8, 8, 8);
        Node gamma = g.constant(noise(8));
        Node h = g.silu(g.groupNorm(x, gamma, gamma, 2, 1e-5f));
        Node tokens = Layers.tokens(g, g.conv(h, g.constant(noise(8, 8, 3, 3)), ConvShape.padded(1)));
        Node weight = g.constant(noise(8, 8));
        Node slot = g.inputI64("slot", "B");
        Node base = Layers.linear(g, tokens, weight);
        Node q = Layers.addLora(g, base, tokens, g.input("a", "S", 2, 8), g.input("b", "S", 8, 2), slot);
        g.output("y", Layers.attention(g, q, base, base, slot.dim(0), 2));
        return OnnxExport.toBytes(g.build());
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
