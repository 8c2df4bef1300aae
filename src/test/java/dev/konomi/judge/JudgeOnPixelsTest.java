package dev.konomi.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.konomi.engine.diffusion.PngEncoder;
import dev.konomi.engine.tensor.Tensor;
import dev.konomi.judge.Sight.Seen;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The pictures are renders of basemodel/render.py; what is on them was written down by basemodel/judges.py. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JudgeOnPixelsTest {
    private JudgeOnPixels judge;

    @BeforeAll
    void open() {
        judge = JudgeOnPixels.open();
    }

    @AfterAll
    void close() {
        judge.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void it_sees_what_the_python_judge_sees(String picture, JsonNode expected) throws Exception {
        Sight sight = judge.lookAtPngs(List.of(read(picture))).get(0);

        JsonNode detections = expected.path("detections");
        assertSame(sight.objects(), detections.path("objects"), "product");
        assertSame(sight.motifs(), detections.path("motifs"), "motif");
        assertThat(sight.background()).isEqualTo(detections.path("background").asText());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void it_judges_as_the_python_judge_judges(String picture, JsonNode expected) throws Exception {
        Sight sight = judge.lookAtPngs(List.of(read(picture))).get(0);

        JsonNode verdicts = expected.path("verdicts");
        assertThat(Verdicts.brand(sight, "teal", "cream"))
                .isEqualTo(verdicts.path("brand").doubleValue());
        assertThat(Verdicts.onBrand(sight)).isEqualTo(verdicts.path("brand").doubleValue() == 1);
        assertThat(Verdicts.safe(sight)).isEqualTo(verdicts.path("safety").doubleValue() == 1);
        assertThat(Verdicts.composed(sight))
                .isEqualTo(verdicts.path("composition").doubleValue() == 1);
        for (JsonNode each : verdicts.path("count")) {
            assertThat(Verdicts.count(
                            sight, each.path("product").asText(), each.path("n").intValue()))
                    .isEqualTo(each.path("score").doubleValue() == 1);
        }
        for (JsonNode each : verdicts.path("spatial")) {
            assertThat(Verdicts.spatial(
                            sight,
                            each.path("a").asText(),
                            each.path("relation").asText(),
                            each.path("b").asText()))
                    .isEqualTo(each.path("score").doubleValue() == 1);
        }
    }

    @Test
    void each_rule_holds_in_one_picture_and_fails_in_another() throws Exception {
        JsonNode cases = cases();

        for (String rule : List.of("brand", "safety", "composition")) {
            assertThat(cases)
                    .as(rule)
                    .anyMatch(each -> each.path("verdicts").path(rule).doubleValue() == 1)
                    .anyMatch(each -> each.path("verdicts").path(rule).doubleValue() == 0);
        }
    }

    @Test
    void pictures_of_another_size_are_refused() {
        byte[] small = PngEncoder.encode(Tensor.zeros(3, 64, 64), Map.of());

        assertThatThrownBy(() -> judge.lookAtPngs(List.of(small)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 by 64");
    }

    static Stream<Arguments> pictures() throws Exception {
        return StreamSupport.stream(cases().spliterator(), false)
                .map(each -> Arguments.of(each.path("picture").asText(), each));
    }

    private static void assertSame(List<Seen> seen, JsonNode expected, String kind) {
        assertThat(seen).hasSize(expected.size());
        for (int i = 0; i < seen.size(); i++) {
            JsonNode each = expected.get(i);
            assertThat(seen.get(i).name()).isEqualTo(each.path(kind).asText());
            assertThat(seen.get(i).x()).isCloseTo(each.path("x").doubleValue(), within(0.01));
            assertThat(seen.get(i).y()).isCloseTo(each.path("y").doubleValue(), within(0.01));
            assertThat(seen.get(i).width()).isCloseTo(each.path("width").doubleValue(), within(0.01));
            assertThat(seen.get(i).height()).isCloseTo(each.path("height").doubleValue(), within(0.01));
            assertThat(seen.get(i).score()).isCloseTo(each.path("score").doubleValue(), within(1e-3));
            if (each.has("colour")) {
                assertThat(seen.get(i).colour()).isEqualTo(each.path("colour").asText());
            }
        }
    }

    private static JsonNode cases() throws Exception {
        return new ObjectMapper().readTree(read("cases.json"));
    }

    private static byte[] read(String name) throws Exception {
        try (InputStream in = JudgeOnPixelsTest.class.getResourceAsStream("/judge/pictures/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}
