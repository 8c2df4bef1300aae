package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.SchedulerConfig.PredictionType;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.diffusion.DiffusionOptions;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.model.UnetSize;
import dev.konomi.engine.tensor.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardTrainingTest {
    private static final double LEARNING_RATE = 1e-2;
    private static final int TIMES = 9;

    @TempDir
    private Path cache;

    @ParameterizedTest
    @CsvSource({"sd1-tiny, 16", "sd2-tiny, 24"})
    void a_pull_towards_an_image_lowers_the_prediction_s_error_on_it_and_one_away_raises_it(String folder, int width)
            throws URISyntaxException {
        try (var runtime = HeroTesting.runtime();
                var model = DiffusionModel.open(
                        DiffusersFolder.open(golden(folder)), runtime, cache, DiffusionOptions.DEFAULT)) {
            var size = UnetSize.of(model.folder().unet(), 16, width, model.maxTokens());
            var image = GaussianNoise.seeded(1).tensor(4, 16, width);
            var text = model.encode("a red mug");
            try (var network = ForwardNetwork.open(runtime, model.folder(), size, 4, Precision.F32)) {
                var towards = trained(network, model, new Pull(image, text, 1));
                var away = trained(network, model, new Pull(image, text, -1));
                var untouched = LoraParameters.initial(new LoraSettings(4, 4), model.loraSites(), 0);

                double before = error(network, model, untouched, image, text);

                assertThat(error(network, model, towards, image, text)).isLessThan(before * 0.99);
                assertThat(error(network, model, away, image, text)).isGreaterThan(before * 1.01);
            }
        }
    }

    private static Path golden(String folder) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(ForwardTrainingTest.class.getResource("/golden/" + folder + "/model"))
                .toURI());
    }

    private static LoraParameters trained(ForwardNetwork network, DiffusionModel model, Pull pull) {
        var parameters = LoraParameters.initial(new LoraSettings(4, 4), model.loraSites(), 0);
        var optimizer = new AdamW(AdamW.Settings.ADAM, parameters.tensors(), Map.of());
        var training = new ForwardTraining(
                network,
                model,
                model.folder().scheduler().predictionType(),
                withSteps(20, 8),
                8,
                TrainingControl.uninterrupted());
        var pool = new ForwardTraining.Pool(List.of(pull), 1, model.encode(""));
        training.train(parameters, optimizer, AdapterRef.base(), pool, LEARNING_RATE, 7);
        return parameters;
    }

    /** Mean squared error of the prediction on the image, at nine timesteps. */
    private static double error(
            ForwardNetwork network, DiffusionModel model, LoraParameters parameters, Tensor image, Tensor text) {
        var schedule = model.schedule(20);
        var latents = new ArrayList<Tensor>();
        var truths = new ArrayList<Tensor>();
        float[] timesteps = new float[TIMES];
        boolean epsilon = model.folder().scheduler().predictionType() == PredictionType.EPSILON;
        for (int i = 0; i < timesteps.length; i++) {
            int timestep = 100 * (i + 1);
            float signal = (float) Math.sqrt(schedule.alphaCumprod(timestep));
            float spread = (float) Math.sqrt(1 - schedule.alphaCumprod(timestep));
            var noise = GaussianNoise.seeded(50 + i).tensor(image.shape());
            latents.add(sum(image, signal, noise, spread));
            truths.add(epsilon ? noise : sum(noise, signal, image, -spread));
            timesteps[i] = timestep;
        }
        var noised = new ForwardNetwork.Noised(
                Tensor.stack(latents),
                Tensor.f32(new int[] {TIMES}, timesteps),
                Tensor.stack(Collections.nCopies(TIMES, text)));
        return network.run(parameters, noised, Tensor.stack(truths), HeroTesting.weights(TIMES, 1f / TIMES))
                .loss();
    }

    private static Tensor sum(Tensor a, float ofA, Tensor b, float ofB) {
        float[] sum = new float[a.elementCount()];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = ofA * a.f32()[i] + ofB * b.f32()[i];
        }
        return Tensor.f32(a.shape(), sum);
    }

    private static Recipe withSteps(int steps, int images) {
        var hero = RecipePresets.hero();
        return new Recipe(
                "tiny",
                8,
                0,
                3,
                hero.sampling(),
                hero.noiseBank(),
                hero.encoder(),
                hero.reward(),
                hero.replay(),
                PolicyUpdate.FORWARD,
                hero.policy(),
                new ForwardSettings(steps, images, 1, 0, 1, 0, 0, false, 2),
                hero.preference(),
                hero.lora(),
                hero.guard(),
                hero.repeats());
    }
}
