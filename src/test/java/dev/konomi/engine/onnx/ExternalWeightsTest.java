package dev.konomi.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Layers;
import dev.konomi.engine.graph.WeightRef;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.runtime.SessionOptions;
import dev.konomi.engine.runtime.WeightPlace;
import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that stay in a checkpoint: {@code w}, f32[4,2] with the numbers 1 to 8, and {@code half}, f16[2] = 1, 2. */
class ExternalWeightsTest {

    private static final OnnxRuntime RUNTIME = OnnxRuntime.open(RuntimeOptions.cpu(1));
    private static final Tensor INPUT = Tensor.f32(new int[] {1, 2}, new float[] {10, 1});

    @TempDir
    private Path folder;

    @Test
    void weights_are_read_out_of_the_checkpoint_itself() throws IOException {
        Checkpoint file = checkpoint("unet/model.safetensors");

        assertThat(run(file.layer())).containsExactly(12, 34, 56, 78);
    }

    @Test
    void rows_of_a_weight_are_read_out_of_its_middle() throws IOException {
        Checkpoint file = checkpoint("model.safetensors");
        GraphBuilder g = new GraphBuilder("half");
        g.output("y", Layers.linear(g, g.input("x", "B", 2), g.weight(file.w().rows(1, 3))));

        assertThat(run(g.build())).containsExactly(34, 56);
    }

    @Test
    void half_precision_weights_are_widened() throws IOException {
        Checkpoint file = checkpoint("model.safetensors");
        GraphBuilder g = new GraphBuilder("half precision");
        g.output("y", g.add(g.input("x", "B", 2), g.weight(file.half())));

        assertThat(run(g.build())).containsExactly(11, 3);
    }

    @Test
    void an_optimised_model_is_kept_and_opened_again() throws IOException {
        Checkpoint file = checkpoint("model.safetensors");
        byte[] onnx = OnnxExport.toBytes(file.layer(), folder);
        Path cache = folder.resolve("cache/layer.onnx");

        for (int start = 0; start < 2; start++) {
            try (OnnxSession session =
                    RUNTIME.cachedSession(() -> onnx, folder, SessionOptions.defaults(), cache, WeightPlace.INSIDE)) {
                Tensor y = session.run(Map.of("x", INPUT), List.of("y")).get("y");
                assertThat(y.f32()).containsExactly(12, 34, 56, 78);
            }
        }
        assertThat(cache).exists();
        assertThat(cache.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void a_broken_optimised_model_is_made_anew() throws IOException {
        byte[] onnx = OnnxExport.toBytes(checkpoint("model.safetensors").layer(), folder);
        Path cache = Files.write(folder.resolve("layer.onnx"), new byte[] {1, 2, 3});

        try (OnnxSession session =
                RUNTIME.cachedSession(() -> onnx, folder, SessionOptions.defaults(), cache, WeightPlace.INSIDE)) {
            assertThat(session.run(Map.of("x", INPUT), List.of("y"))).containsKey("y");
        }
        assertThat(cache).isNotEmptyFile();
    }

    @Test
    void a_checkpoint_outside_the_folder_is_refused() throws IOException {
        Graph graph = checkpoint("model.safetensors").layer();
        Path elsewhere = folder.resolve("elsewhere");

        assertThatThrownBy(() -> OnnxExport.toBytes(graph, elsewhere))
                .hasMessage("weight 'w': expected a file within " + elsewhere + ", found "
                        + folder.resolve("model.safetensors"));
    }

    private float[] run(Graph graph) {
        byte[] onnx = OnnxExport.toBytes(graph, folder);
        try (OnnxSession session = RUNTIME.session(onnx, folder, SessionOptions.defaults())) {
            return session.run(Map.of("x", INPUT), List.of("y")).get("y").f32();
        }
    }

    private Checkpoint checkpoint(String name) throws IOException {
        byte[] header = ("{\"w\":{\"dtype\":\"F32\",\"shape\":[4,2],\"data_offsets\":[0,32]},"
                        + "\"half\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[32,36]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 36).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        for (int number = 1; number <= 8; number++) {
            bytes.putFloat(number);
        }
        bytes.putShort((short) 0x3c00).putShort((short) 0x4000); // 1 and 2 in half precision
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes.array());
        return new Checkpoint(file, 8 + header.length);
    }

    private record Checkpoint(Path file, long data) {

        WeightRef w() {
            return WeightRef.of("w", file, DType.F32, new int[] {4, 2}, data, 32);
        }

        WeightRef half() {
            return WeightRef.of("half", file, DType.F16, new int[] {2}, data + 32, 4);
        }

        Graph layer() {
            GraphBuilder g = new GraphBuilder("layer");
            g.output("y", Layers.linear(g, g.input("x", "B", 2), g.weight(w())));
            return g.build();
        }
    }
}
