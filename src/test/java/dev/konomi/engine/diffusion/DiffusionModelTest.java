package dev.konomi.engine.diffusion;

import static dev.konomi.engine.diffusion.Samples.roundSample;
import static dev.konomi.engine.diffusion.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.checkpoint.BundledModel;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.model.UnetSize;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled base model, for real. */
class DiffusionModelTest {
    @TempDir
    private static Path folder;

    private static DiffusersFolder checkpoint;
    private static DiffusionModel model;

    @BeforeAll
    static void open() {
        checkpoint = DiffusersFolder.open(BundledModel.materialize(folder.resolve("model")));
        model = open(1);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static DiffusionModel open(int threads) {
        return DiffusionModel.open(
                checkpoint,
                OnnxRuntime.open(RuntimeOptions.cpu(threads)),
                folder.resolve("cache"),
                DiffusionOptions.DEFAULT);
    }

    private static Samples mug() {
        return sample().prompt("a teal mug on a cream background")
                .size(128, 128)
                .steps(5)
                .guidance(5);
    }

    /** A different adapter for each seed, strong enough to change the picture. */
    private static AdapterRef adapter(int rank, long seed) {
        Map<String, LoraPair> pairs = new TreeMap<>();
        GaussianNoise noise = GaussianNoise.seeded(seed);
        for (LoraSiteShape site : model.loraSites()) {
            pairs.put(site.path(), new LoraPair(noise.tensor(rank, site.in()), noise.tensor(site.out(), rank)));
        }
        return AdapterRef.of("seed-" + seed, new LoraWeights(rank, 0.02f, new TreeMap<>(pairs)));
    }

    private static SampleResult paintAlone(DiffusionModel by, SampleRequest request) {
        DenoiseLoop loop = DenoiseLoop.handCranked(by, LoopOptions.DEFAULT, System::nanoTime);
        CompletableFuture<SampleResult> painted = loop.submit(request);
        while (loop.tick()) {}
        return painted.join();
    }

    private static byte[] png(SampleResult result) {
        return PngEncoder.encode(result.pixels(), Map.of());
    }

    @Test
    void the_same_seed_gives_the_same_png_under_any_load_and_after_a_restart() {
        AdapterRef adapter = adapter(4, 1);
        SampleRequest plain = mug().seed(42).build();
        SampleRequest adapted = mug().seed(42).adapter(adapter).build();
        SampleRequest solved = mug().seed(42).sampler(new DpmSolver()).build();
        byte[] plainAlone = png(paintAlone(model, plain));
        byte[] solvedAlone = png(paintAlone(model, solved));
        byte[] adaptedAlone = png(paintAlone(model, adapted));

        List<CompletableFuture<SampleResult>> crowd = new ArrayList<>();
        DenoiseLoop loop = DenoiseLoop.handCranked(model, new LoopOptions(7, 3, 100), System::nanoTime);
        crowd.add(loop.submit(roundSample().size(128, 128).steps(9).seed(1).build()));
        crowd.add(loop.submit(
                mug().seed(2).steps(4).adapter(adapter(64, 2)).of("bolt").build()));
        loop.tick();
        CompletableFuture<SampleResult> plainInCrowd = loop.submit(plain);
        loop.tick();
        crowd.add(loop.submit(mug().seed(3).adapter(adapter(1, 3)).guidance(1).build()));
        CompletableFuture<SampleResult> adaptedInCrowd = loop.submit(adapted);
        CompletableFuture<SampleResult> solvedInCrowd = loop.submit(solved);
        while (loop.tick()) {}

        assertThat(png(plainInCrowd.join())).isEqualTo(plainAlone);
        assertThat(png(adaptedInCrowd.join())).isEqualTo(adaptedAlone);
        assertThat(png(solvedInCrowd.join())).isEqualTo(solvedAlone);
        assertThat(adaptedAlone).isNotEqualTo(plainAlone);
        assertThat(crowd).allSatisfy(painted -> assertThat(painted).isCompleted());
        try (DiffusionModel restarted = open(2)) {
            assertThat(png(paintAlone(restarted, plain))).isEqualTo(plainAlone);
            assertThat(png(paintAlone(restarted, solved))).isEqualTo(solvedAlone);
            assertThat(png(paintAlone(restarted, adapted))).isEqualTo(adaptedAlone);
        }
    }

    @Test
    void every_row_of_a_batch_is_bit_for_bit_what_it_is_alone() {
        List<AdapterRef> adapters = List.of(adapter(4, 1), adapter(16, 2), adapter(1, 3));
        for (int rows : new int[] {1, 2, 3, 5, 8, 16}) {
            DenoiseBatch batch = randomBatch(rows, adapters);

            Tensor together = model.predict(batch);

            for (int row = 0; row < rows; row++) {
                assertThat(together.rows(row, row + 1))
                        .as("row " + row + " of " + rows)
                        .isEqualTo(model.predict(rowOf(batch, row)));
            }
        }
    }

    @Test
    void a_batch_in_two_halves_side_by_side_is_bit_for_bit_the_batch_in_one() {
        List<AdapterRef> adapters = List.of(adapter(4, 1), adapter(16, 2));
        try (DiffusionModel onTwoThreads = open(2)) {
            for (int rows : new int[] {1, 2, 3, 16}) {
                DenoiseBatch batch = randomBatch(rows, adapters);

                assertThat(onTwoThreads.predict(batch)).isEqualTo(model.predict(batch));
            }
        }
    }

    @Test
    void a_mapped_unet_predicts_what_the_model_does() {
        DenoiseBatch batch = randomBatch(5, List.of(adapter(4, 1), adapter(16, 2)));
        UnetSize size = UnetSize.of(checkpoint.unet(), 16, 16, model.maxTokens());
        try (OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(2));
                MappedUnet mapped = MappedUnet.open(runtime, checkpoint, size)) {
            float[] found = mapped.predict(batch).f32();

            float[] expected = model.predict(batch).f32();
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-3f));
            }
        }
    }

    private static DenoiseBatch randomBatch(int rows, List<AdapterRef> adapters) {
        GaussianNoise noise = GaussianNoise.seeded(rows);
        Tensor timesteps = Tensor.zeros(rows);
        long[] slots = new long[rows];
        for (int row = 0; row < rows; row++) {
            timesteps.f32()[row] = 37 * row % 1000;
            slots[row] = row % (adapters.size() + 1);
        }
        return new DenoiseBatch(
                noise.tensor(rows, 4, 16, 16),
                timesteps,
                noise.tensor(rows, model.maxTokens(), 96),
                Tensor.i64(new int[] {rows}, slots),
                adapters);
    }

    private static DenoiseBatch rowOf(DenoiseBatch batch, int row) {
        long slot = batch.slots().i64()[row];
        List<AdapterRef> needed =
                slot == 0 ? List.of() : List.of(batch.adapters().get((int) slot - 1));
        return new DenoiseBatch(
                batch.latents().rows(row, row + 1),
                batch.timesteps().rows(row, row + 1),
                batch.text().rows(row, row + 1),
                Tensor.i64(new int[] {1}, new long[] {slot == 0 ? 0 : 1}),
                needed);
    }

    @Test
    void pictures_decoded_together_are_those_decoded_alone() {
        Tensor latents = GaussianNoise.seeded(5).tensor(3, 4, 16, 16);

        Tensor together = model.decode(latents);

        for (int i = 0; i < 3; i++) {
            assertThat(together.rows(i, i + 1)).isEqualTo(model.decode(latents.rows(i, i + 1)));
        }
    }

    @Test
    void sixteen_bits_paint_the_same_picture_to_within_a_grey_level() {
        SampleRequest request = mug().seed(42).adapter(adapter(4, 1)).build();
        DiffusionOptions half = DiffusionOptions.DEFAULT.withPrecision(Precision.F16);
        Tensor exact = paintAlone(model, request).pixels();

        try (OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(1));
                DiffusionModel rounding = DiffusionModel.open(checkpoint, runtime, folder.resolve("cache"), half)) {
            Tensor rounded = paintAlone(rounding, request).pixels();

            assertThat(rounding.precision()).isEqualTo(Precision.F16);
            assertThat(greyLevels(rounded, exact)).isBetween(1e-4, 1.0);
        }
    }

    /** Root mean square of the difference, in steps of 255. */
    private static double greyLevels(Tensor a, Tensor b) {
        double squares = 0;
        for (int i = 0; i < a.elementCount(); i++) {
            squares += Math.pow(127.5 * (a.f32()[i] - b.f32()[i]), 2);
        }
        return Math.sqrt(squares / a.elementCount());
    }

    @Test
    void a_second_start_finds_what_the_first_one_kept() throws IOException {
        List<Path> kept = keptFiles();

        open(1).close();

        assertThat(kept).hasSizeGreaterThanOrEqualTo(3);
        assertThat(keptFiles()).containsExactlyElementsOf(kept);
    }

    @Test
    void a_damaged_kept_file_is_made_again() throws IOException {
        for (Path file : keptFiles()) {
            Files.writeString(file, "not a model");
        }

        open(1).close();

        assertThat(keptFiles()).allSatisfy(file -> assertThat(file).isRegularFile());
        open(1).close();
    }

    private static List<Path> keptFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void pictures_need_not_be_square_nor_of_the_default_size() {
        SampleResult wide =
                paintAlone(model, mug().size(192, 96).steps(2).seed(1).build());

        assertThat(wide.pixels().shape()).containsExactly(3, 96, 192);
        assertThat(wide.latents().shape()).containsExactly(4, 12, 24);
    }

    @Test
    void what_does_not_fit_the_networks_is_refused_with_a_reason() {
        assertThat(model.defaultSizePx()).isEqualTo(128);
        assertThat(model.sizeMultiplePx()).isEqualTo(32);
        assertThatThrownBy(() -> model.check(mug().size(128, 100).build())).hasMessageContaining("multiples of 32");
        assertThatThrownBy(() -> model.check(mug().size(4096, 4096).build())).hasMessageContaining("pixels");
        assertThatThrownBy(() -> model.check(mug().adapter(adapter(65, 1)).build()))
                .hasMessageContaining("rank");
    }
}
