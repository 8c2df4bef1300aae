package dev.konomi.engine.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.WidenedCheckpoint;
import dev.konomi.engine.diffusion.ClipTokenizer;
import dev.konomi.engine.diffusion.DenoiseBatch;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.diffusion.DiffusionOptions;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.hero.PolicyUpdate;
import dev.konomi.engine.model.NetworkCompiler;
import dev.konomi.engine.model.VaeDecoderGraph;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.runtime.SessionOptions;
import dev.konomi.engine.runtime.WeightPlace;
import dev.konomi.engine.scale.CheckpointWriter.Form;
import dev.konomi.engine.scale.CheckpointWriter.Precision;
import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The public models' blocks, layers, heads and files, with narrow layers. */
class SmallScaleTest {
    private static final int SIDE_PX = 64;
    private static final long SHARD_BYTES = 3 << 20;

    @TempDir
    Path disk;

    /** A published family, shrunk. */
    enum Family {
        SD15(PublicModel.named("sd15").shrunk(10, 32, 8)),
        SD21(PublicModel.named("sd21").shrunk(16, 4, 16)),
        SD21_BASE(PublicModel.named("sd21-base").shrunk(16, 4, 16));

        private final PublicModel model;

        Family(PublicModel model) {
            this.model = model;
        }

        Path write(Path folder, Form form) throws IOException {
            new CheckpointWriter(form, 7).write(model, folder);
            return folder;
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void half_precision_in_shards_predicts_what_one_file_of_the_same_numbers_does(Family family) throws IOException {
        Path whole =
                family.write(disk.resolve("whole"), Form.oneFile(Precision.F32).rounded());
        Path half = family.write(
                disk.resolve("half"),
                Form.oneFile(Precision.F16).sharded(SHARD_BYTES).named("fp16"));
        DiffusersFolder folder = DiffusersFolder.open(half);

        DiffusersFolder widened = WidenedCheckpoint.of(folder, disk.resolve("wide"));

        assertThat(folder.unetWeights().paths()).hasSizeGreaterThan(1);
        assertThat(folder.unetWeights().entry("conv_in.weight").dtype()).isEqualTo(DType.F16);
        assertThat(widened.unetWeights().entry("conv_in.weight").dtype()).isEqualTo(DType.F32);
        assertThat(widened.digest()).isEqualTo(folder.digest());
        Tensor expected = predict(DiffusersFolder.open(whole));
        assertThat(predict(folder)).isEqualTo(expected);
        assertThat(predict(widened)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void a_widened_checkpoint_is_written_once_and_a_wide_one_never(Family family) throws IOException {
        DiffusersFolder half = DiffusersFolder.open(family.write(disk.resolve("half"), Form.oneFile(Precision.F16)));
        Path cache = disk.resolve("wide");
        DiffusersFolder first = WidenedCheckpoint.of(half, cache);
        Path weights = first.unetWeights().paths().get(0);
        Object inode = Files.getAttribute(weights, "unix:ino");

        DiffusersFolder second = WidenedCheckpoint.of(half, cache);

        assertThat(Files.getAttribute(second.unetWeights().paths().get(0), "unix:ino"))
                .isEqualTo(inode);
        assertThat(WidenedCheckpoint.of(first, disk.resolve("never"))).isSameAs(first);
        assertThat(disk.resolve("never")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void it_paints_and_learns_by_both_updates(Family family) throws IOException {
        Path folder = family.write(disk.resolve("model"), Form.oneFile(Precision.F32));
        try (OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(1));
                DiffusionModel model = open(DiffusersFolder.open(folder), runtime)) {
            Tensor pixels = model.decode(noise(model, 1));
            // a preference between made-up trajectories is so clear that nothing is left to learn from it
            for (PolicyUpdate update : List.of(PolicyUpdate.DDPO, PolicyUpdate.FORWARD)) {
                Findings findings = new Findings();

                new ScaleTraining(runtime, model, findings).run(SIDE_PX, update);

                assertThat(findings.get("optimizer steps")).isEqualTo("1");
                assertThat(Double.parseDouble(findings.get("weight norm")))
                        .isPositive()
                        .isFinite();
            }
            assertThat(pixels.shape()).containsExactly(1, 3, SIDE_PX, SIDE_PX);
            assertThat(isFinite(pixels)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void weights_kept_beside_their_network_give_the_same_bits_and_are_not_made_again(Family family) throws IOException {
        DiffusersFolder folder = DiffusersFolder.open(family.write(disk.resolve("model"), Form.oneFile(Precision.F32)));
        NetworkCompiler compiler = new NetworkCompiler(folder);
        Path file = disk.resolve("cache/decoder.onnx");

        Tensor direct = decoded(
                runtime -> runtime.session(compiler.vaeDecoder(8, 8), folder.root(), SessionOptions.defaults()));
        Tensor first = decoded(runtime -> kept(runtime, folder, file, () -> compiler.vaeDecoder(8, 8)));
        Tensor second = decoded(runtime -> kept(runtime, folder, file, () -> {
            throw new AssertionError("compiled again");
        }));

        assertThat(first).isEqualTo(direct);
        assertThat(second).isEqualTo(direct);
        assertThat(file.getParent()).isDirectoryContaining("glob:**/decoder.onnx.weights");
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void the_padding_token_is_the_one_that_the_model_was_trained_with() throws IOException {
        DiffusersFolder one = DiffusersFolder.open(Family.SD15.write(disk.resolve("1"), Form.oneFile(Precision.F16)));
        DiffusersFolder two = DiffusersFolder.open(Family.SD21.write(disk.resolve("2"), Form.oneFile(Precision.F16)));

        // as transformers reads the same two folders: <|endoftext|> for 1.x, "!" for 2.x
        assertThat(ClipTokenizer.of(one.tokenizer()).encode("a mug")).endsWith(49407, 49407);
        assertThat(ClipTokenizer.of(two.tokenizer()).encode("a mug")).endsWith(0, 0);
    }

    private static OnnxSession kept(OnnxRuntime runtime, DiffusersFolder folder, Path file, Supplier<byte[]> model) {
        return runtime.cachedSession(model, folder.root(), SessionOptions.defaults(), file, WeightPlace.BESIDE);
    }

    private static Tensor decoded(Function<OnnxRuntime, OnnxSession> open) {
        Tensor latents = GaussianNoise.seeded(5).tensor(new int[] {1, 4, 8, 8});
        try (OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(1));
                OnnxSession session = open.apply(runtime)) {
            return Objects.requireNonNull(
                    session.run(Map.of(VaeDecoderGraph.LATENTS, latents), List.of(VaeDecoderGraph.PIXELS))
                            .get(VaeDecoderGraph.PIXELS));
        }
    }

    private DiffusionModel open(DiffusersFolder folder, OnnxRuntime runtime) {
        return DiffusionModel.open(folder, runtime, disk.resolve("cache"), DiffusionOptions.DEFAULT);
    }

    private Tensor predict(DiffusersFolder folder) {
        try (OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(1));
                DiffusionModel model = open(folder, runtime)) {
            Tensor text = model.encode("a red mug");
            Tensor prediction = model.predict(new DenoiseBatch(
                    noise(model, 2),
                    Tensor.f32(new int[] {2}, new float[] {981, 21}),
                    Tensor.stack(List.of(text, model.encode(""))),
                    Tensor.i64(new int[] {2}, new long[2]),
                    List.of()));
            assertThat(isFinite(prediction)).isTrue();
            return prediction;
        }
    }

    private static Tensor noise(DiffusionModel model, int rows) {
        int[] one = model.latentShape(SIDE_PX, SIDE_PX);
        return GaussianNoise.seeded(3).tensor(new int[] {rows, one[0], one[1], one[2]});
    }

    private static boolean isFinite(Tensor tensor) {
        float[] numbers = tensor.f32();
        return IntStream.range(0, numbers.length).allMatch(i -> Float.isFinite(numbers[i]));
    }
}
