package dev.konomi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.konomi.web.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageRequestCheckTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    private static final ImageLimits LIMITS = new ImageLimits(20, 64, 512, 100, 30, 128, 20, 5);
    private final ImageRequestCheck check = new ImageRequestCheck(LIMITS, () -> -7);

    @Test
    void what_is_left_out_gets_its_default() throws Exception {
        Generation generation = check.check(request("{\"prompt\":\"a mug\"}"));

        assertThat(generation)
                .isEqualTo(new Generation(
                        ModelName.parse("base").orElseThrow(),
                        "a mug",
                        "",
                        1,
                        128,
                        128,
                        20,
                        5,
                        SamplerName.DDIM,
                        (1L << 32) - 7,
                        false));
    }

    @Test
    void every_setting_is_taken_over() throws Exception {
        Generation generation = check.check(request("{\"model\":\"teal-mugs@3\",\"prompt\":\"a mug\",\"n\":2,"
                + "\"size\":\"64x128\",\"response_format\":\"url\",\"seed\":9,\"steps\":4,\"guidance_scale\":1.5,"
                + "\"negative_prompt\":\"blue\",\"sampler\":\"dpmpp_2m\"}"));

        assertThat(generation)
                .isEqualTo(new Generation(
                        ModelName.parse("teal-mugs@3").orElseThrow(),
                        "a mug",
                        "blue",
                        2,
                        64,
                        128,
                        4,
                        1.5f,
                        SamplerName.DPMPP_2M,
                        9,
                        true));
    }

    @Test
    void fields_of_openai_clients_that_mean_nothing_here_are_passed_over() throws Exception {
        Generation generation = check.check(
                request(
                        "{\"prompt\":\"a mug\",\"user\":\"u\",\"quality\":\"hd\",\"style\":\"vivid\",\"background\":\"auto\"}"));

        assertThat(generation.prompt()).isEqualTo("a mug");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{}|prompt",
                "{\"prompt\":\"  \"}|prompt",
                "{\"prompt\":\"123456789012345678901\"}|prompt",
                "{\"prompt\":\"a\\u0000b\"}|prompt",
                "{\"prompt\":\"a\",\"negative_prompt\":\"123456789012345678901\"}|negative_prompt",
                "{\"prompt\":\"a\",\"n\":0}|n",
                "{\"prompt\":\"a\",\"n\":11}|n",
                "{\"prompt\":\"a\",\"n\":1.5}|n",
                "{\"prompt\":\"a\",\"n\":-1}|n",
                "{\"prompt\":\"a\",\"n\":1e30}|n",
                "{\"prompt\":\"a\",\"size\":\"100x128\"}|size",
                "{\"prompt\":\"a\",\"size\":\"128\"}|size",
                "{\"prompt\":\"a\",\"size\":\"-128x128\"}|size",
                "{\"prompt\":\"a\",\"size\":\"56x128\"}|size",
                "{\"prompt\":\"a\",\"size\":\"128x520\"}|size",
                "{\"prompt\":\"a\",\"steps\":0}|steps",
                "{\"prompt\":\"a\",\"steps\":101}|steps",
                "{\"prompt\":\"a\",\"guidance_scale\":-0.1}|guidance_scale",
                "{\"prompt\":\"a\",\"guidance_scale\":31}|guidance_scale",
                "{\"prompt\":\"a\",\"guidance_scale\":1e999}|guidance_scale",
                "{\"prompt\":\"a\",\"sampler\":\"euler\"}|sampler",
                "{\"prompt\":\"a\",\"sampler\":\"DDIM\"}|sampler",
                "{\"prompt\":\"a\",\"seed\":-1}|seed",
                "{\"prompt\":\"a\",\"seed\":9007199254740992}|seed",
                "{\"prompt\":\"a\",\"seed\":9007199254740991,\"n\":2}|seed",
                "{\"prompt\":\"a\",\"response_format\":\"xml\"}|response_format",
                "{\"prompt\":\"a\",\"output_format\":\"webp\"}|output_format",
                "{\"prompt\":\"a\",\"stream\":true}|stream",
            })
    void a_value_out_of_range_is_refused_with_the_name_of_its_field(String body, String field) throws Exception {
        ImageRequest request = request(body);

        assertThatThrownBy(() -> check.check(request))
                .isInstanceOf(ProblemException.class)
                .satisfies(refusal -> assertThat(((ProblemException) refusal).errors())
                        .first()
                        .extracting("field")
                        .isEqualTo(field));
    }

    @Test
    void a_model_that_cannot_exist_is_refused_like_one_that_does_not() throws Exception {
        ImageRequest request = request("{\"prompt\":\"a\",\"model\":\"../etc\"}");

        assertThatThrownBy(() -> check.check(request))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.kind().status()).isEqualTo(404));
    }

    private static ImageRequest request(String body) throws Exception {
        return JSON.readValue(body, ImageRequest.class);
    }
}
