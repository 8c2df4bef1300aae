package dev.konomi.engine.golden;

import static dev.konomi.engine.golden.GoldenAssertions.assertClose;
import static dev.konomi.engine.golden.GoldenAssertions.relativeError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.model.NetworkCompiler;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.model.TextEncoderGraph;
import dev.konomi.engine.model.VaeEncoderGraph;
import dev.konomi.engine.tensor.Tensor;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The networks in 16 bits, on the CPU, where the runtime computes in 32 and rounds each result to 16: what differs from
 * the golden values is what the graphs round. The files hold weights of 32 bits.
 */
class HalfPrecisionTest {
    /** Rounding to 11 bits, some hundred times in a row; 5e-4 to 2.8e-3 were measured. */
    private static final double TOLERANCE = 6e-3;

    @ParameterizedTest
    @ValueSource(strings = {"sd1-tiny", "sd2-tiny"})
    void every_network_stays_close_to_the_golden_values(String name) {
        GoldenFolder folder = GoldenFolder.open(Path.of("src/test/resources/golden", name));
        NetworkCompiler compiler = new NetworkCompiler(folder.model(), Precision.F16);
        Tensor pixels = folder.tensor("vae.pixels");

        Tensor states = Networks.run(
                folder,
                compiler.textEncoder(),
                TextEncoderGraph.TOKENS,
                folder.tensor("text.input_ids"),
                TextEncoderGraph.STATES);
        Tensor mean = Networks.run(
                folder,
                compiler.vaeEncoder(pixels.dim(2), pixels.dim(3)),
                VaeEncoderGraph.PIXELS,
                pixels,
                VaeEncoderGraph.MEAN);

        assertClose("states", states, folder.tensor("text.last_hidden_state"), TOLERANCE);
        assertClose("encoded mean", mean, folder.tensor("vae.encoded_mean"), TOLERANCE);
        try (DiffusionModel model = Networks.open(folder, Precision.F16)) {
            Tensor prediction = model.predict(UnetPredictionCheck.batch(folder));
            assertClose("prediction", prediction, folder.tensor("unet.noise_pred"), TOLERANCE);
            assertClose("image", model.decode(folder.tensor("vae.latents")), folder.tensor("vae.image"), TOLERANCE);
            assertThat(relativeError(
                            prediction.f32(), folder.tensor("unet.noise_pred").f32()))
                    .as("it is really computed in 16 bits")
                    .isGreaterThan(1e-5);
        }
    }
}
