package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.Ddim;
import dev.konomi.engine.diffusion.DenoiseLoop;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.diffusion.DiffusionOptions;
import dev.konomi.engine.diffusion.LoopOptions;
import dev.konomi.engine.diffusion.Priority;
import dev.konomi.engine.diffusion.SampleRequest;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.model.UnetSize;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferenceTrainingTest {
    private static final int STEPS = 6;
    private static final int IMAGES = 4;
    private static final float GUIDANCE = 3;

    @TempDir
    private Path cache;

    @Test
    void steps_of_good_images_become_more_probable_than_those_of_bad_ones() throws URISyntaxException {
        var folder = Path.of(Objects.requireNonNull(getClass().getResource("/golden/sd1-tiny/model"))
                .toURI());
        try (var runtime = HeroTesting.runtime();
                var model =
                        DiffusionModel.open(DiffusersFolder.open(folder), runtime, cache, DiffusionOptions.DEFAULT)) {
            var images = painted(model);
            var group = new PreferenceTraining.Group(images.subList(0, 2), images.subList(2, IMAGES));
            var parameters = LoraParameters.initial(new LoraSettings(4, 4), model.loraSites(), 0);
            var settings = new PolicyGraph.Settings(
                    UnetSize.of(model.folder().unet(), 16, 16, model.maxTokens()), 4, GUIDANCE, 0.1, Precision.F32);
            var steps = new StepInputs(model.schedule(STEPS), 1, model.encode(""), settings.rowsPerPair());

            PolicyStatistics statistics;
            try (var network = PreferenceNetwork.open(runtime, model.folder(), settings, 0.1, steps)) {
                var optimizer = new AdamW(AdamW.Settings.ADAM, parameters.tensors(), Map.of());
                statistics = new PreferenceTraining(network, RecipePresets.d3po(), 2, TrainingControl.uninterrupted())
                        .train(parameters, optimizer, List.of(group), 3e-3, 5);
            }

            try (var network =
                    PolicyNetwork.open(runtime, model.folder(), settings, model.schedule(STEPS), 1, model.encode(""))) {
                assertThat(meanRatio(network, parameters, group.good()))
                        .isGreaterThan(meanRatio(network, parameters, group.bad()));
            }
            assertThat(statistics.report(0, 0).firstLoss()).isCloseTo(Math.log(2), within(1e-3));
        }
    }

    private static double meanRatio(PolicyNetwork network, LoraParameters parameters, List<List<Transition>> images) {
        var every = images.stream().flatMap(List::stream).toList();
        float[] ratios = network.ratios(parameters, every);
        return IntStream.range(0, ratios.length)
                .mapToDouble(i -> ratios[i])
                .average()
                .orElseThrow();
    }

    /** Every step of some images by the base model, the last one left out: it has no density. */
    private static List<List<Transition>> painted(DiffusionModel model) {
        var images = new ArrayList<List<Transition>>();
        try (var loop = DenoiseLoop.start(model, LoopOptions.DEFAULT)) {
            for (int i = 0; i < IMAGES; i++) {
                var request = new SampleRequest(
                        "a red mug",
                        "",
                        STEPS,
                        GUIDANCE,
                        new Ddim(1),
                        i,
                        128,
                        128,
                        AdapterRef.base(),
                        Optional.empty(),
                        IntStream.range(0, STEPS - 1).toArray(),
                        Priority.ROUND,
                        "test");
                var text = model.encode("a red mug");
                images.add(loop.submit(request).join().recorded().stream()
                        .map(step -> new Transition(step, text, 1))
                        .toList());
            }
        }
        return images;
    }
}
