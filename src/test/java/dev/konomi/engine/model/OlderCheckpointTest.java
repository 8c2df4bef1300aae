package dev.konomi.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.checkpoint.CheckpointException;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.checkpoint.SafetensorsWriter;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.runtime.SessionOptions;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that older versions of diffusers and transformers wrote, and broken ones. */
class OlderCheckpointTest {
    private static final String VAE = "vae/diffusion_pytorch_model.safetensors";
    private static final String TEXT = "text_encoder/model.safetensors";
    private static final String UNET = "unet/diffusion_pytorch_model.safetensors";

    @TempDir
    private Path older;

    private final Path today = Path.of("src/test/resources/golden/sd1-tiny/model");

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> files = Files.walk(today)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = older.resolve(today.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private void rewrite(String file, UnaryOperator<String> rename, UnaryOperator<Tensor> change) throws IOException {
        SafetensorsFile before = SafetensorsFile.open(today.resolve(file));
        SortedMap<String, Tensor> after = new TreeMap<>();
        for (String name : before.entries().keySet()) {
            String renamed = rename.apply(name);
            Tensor tensor = before.read(name);
            after.put(renamed, renamed.equals(name) ? tensor : change.apply(tensor));
        }
        Files.write(older.resolve(file), SafetensorsWriter.write(after, Map.of()));
    }

    private static Tensor run(
            Path folder, Function<NetworkCompiler, byte[]> network, String input, Tensor value, String output) {
        DiffusersFolder opened = DiffusersFolder.open(folder);
        byte[] onnx = network.apply(new NetworkCompiler(opened));
        try (OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(1));
                OnnxSession session = runtime.session(onnx, folder, SessionOptions.defaults())) {
            return Objects.requireNonNull(
                    session.run(Map.of(input, value), List.of(output)).get(output));
        }
    }

    @Test
    void the_autoencoder_s_attention_under_its_old_names_and_as_convolutions() throws IOException {
        Map<String, String> old = Map.of("to_q", "query", "to_k", "key", "to_v", "value", "to_out.0", "proj_attn");
        rewrite(
                VAE,
                name -> {
                    String renamed = name;
                    for (Map.Entry<String, String> entry : old.entrySet()) {
                        renamed = renamed.replace("." + entry.getKey() + ".", "." + entry.getValue() + ".");
                    }
                    return renamed;
                },
                tensor -> tensor.ndim() == 2 ? tensor.reshape(tensor.dim(0), tensor.dim(1), 1, 1) : tensor);
        Tensor latents = Tensor.zeros(1, 4, 8, 8);

        Tensor fromOlder =
                run(older, c -> c.vaeDecoder(8, 8), VaeDecoderGraph.LATENTS, latents, VaeDecoderGraph.PIXELS);

        assertThat(SafetensorsFile.open(older.resolve(VAE)).entries())
                .containsKey("decoder.mid_block.attentions.0.query.weight");
        assertThat(fromOlder)
                .isEqualTo(
                        run(today, c -> c.vaeDecoder(8, 8), VaeDecoderGraph.LATENTS, latents, VaeDecoderGraph.PIXELS));
    }

    @Test
    void the_text_encoder_under_the_prefix_of_older_versions() throws IOException {
        rewrite(TEXT, name -> "text_model." + name, tensor -> tensor);
        Tensor tokens = Tensor.i64(new int[] {1, 24}, new long[24]);

        Tensor fromOlder =
                run(older, NetworkCompiler::textEncoder, TextEncoderGraph.TOKENS, tokens, TextEncoderGraph.STATES);

        assertThat(fromOlder)
                .isEqualTo(run(
                        today, NetworkCompiler::textEncoder, TextEncoderGraph.TOKENS, tokens, TextEncoderGraph.STATES));
    }

    @Test
    void a_weight_of_another_shape_is_refused_with_its_file_and_name() throws IOException {
        SafetensorsFile before = SafetensorsFile.open(older.resolve(UNET));
        SortedMap<String, Tensor> after = new TreeMap<>();
        before.entries().keySet().forEach(name -> after.put(name, before.read(name)));
        after.put("conv_out.weight", Tensor.zeros(4, 16, 3, 3));
        Files.write(older.resolve(UNET), SafetensorsWriter.write(after, Map.of()));

        NetworkCompiler compiler = new NetworkCompiler(DiffusersFolder.open(older));

        assertThatThrownBy(() -> compiler.unet(8, 8))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("conv_out.weight")
                .hasMessageContaining("[4, 32, 3, 3]")
                .hasMessageContaining("[4, 16, 3, 3]");
    }

    @Test
    void a_missing_weight_is_refused_with_its_name() throws IOException {
        rewrite(UNET, name -> name.equals("mid_block.resnets.0.conv1.weight") ? "lost" : name, tensor -> tensor);

        NetworkCompiler compiler = new NetworkCompiler(DiffusersFolder.open(older));

        assertThatThrownBy(() -> compiler.unet(8, 8))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("mid_block.resnets.0.conv1.weight");
    }
}
