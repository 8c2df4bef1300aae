package dev.konomi.engine.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.scale.StateDict.Fill;
import dev.konomi.engine.scale.StateDict.Planned;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The generated checkpoints have the published models' parameters, to the last one. */
class PublicModelTest {

    /** Counted with diffusers 0.42 and transformers 5.24 on the same configurations. */
    @ParameterizedTest
    @CsvSource({
        "sd15, 859520964, 83653863, 123060480",
        "sd21, 865910724, 83653863, 340387840",
        "sd21-base, 865910724, 83653863, 340387840"
    })
    void every_network_has_the_published_number_of_parameters(String name, long unet, long vae, long text) {
        PublicModel model = PublicModel.named(name);

        assertThat(parameters(model.unet())).isEqualTo(unet);
        assertThat(parameters(model.vae())).isEqualTo(vae);
        assertThat(parameters(model.textEncoder())).isEqualTo(text);
    }

    private static long parameters(StateDict dict) {
        return dict.tensors().stream()
                .filter(tensor -> tensor.fill() != Fill.COUNT)
                .mapToLong(Planned::elements)
                .sum();
    }
}
