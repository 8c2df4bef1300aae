package dev.konomi.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.hero.DdpoGoldenCheck;
import dev.konomi.engine.hero.EncoderGoldenCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every check on every golden folder: those below src/test/resources/golden, and those that the system property
 * konomi.golden names, comma-separated, each a golden folder itself or a folder of some.
 */
class GoldenTest {
    private static final List<GoldenCheck> CHECKS = List.of(
            new TokensCheck(),
            new LoraFormsCheck(),
            new LoraRoundTripCheck(),
            new DdimTimestepsCheck(),
            new DdimReplayCheck(),
            new LoraSitesCheck(),
            new EncoderGoldenCheck(),
            new DdpoGoldenCheck(),
            new TextStatesCheck(),
            new UnetPredictionCheck(),
            new VaeCheck(),
            new DdimTrajectoryCheck());

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void agrees_with_the_golden_values(String folder, String title, GoldenFolder golden, GoldenCheck check) {
        check.check(golden);
    }

    @Test
    void both_prediction_types_are_among_the_golden_folders() throws Exception {
        List<String> types = bundled()
                .map(path ->
                        GoldenFolder.open(path).json().path("prediction_type").asText())
                .toList();

        assertThat(types).contains("epsilon", "v_prediction");
    }

    static Stream<Arguments> cases() throws Exception {
        List<Path> paths = new ArrayList<>(bundled().toList());
        for (String named : System.getProperty("konomi.golden", "").split(",")) {
            if (!named.isBlank()) {
                paths.addAll(foldersBelow(Path.of(named.strip())));
            }
        }
        return paths.stream()
                .map(GoldenFolder::open)
                .flatMap(folder ->
                        CHECKS.stream().map(check -> Arguments.of(folder.toString(), check.title(), folder, check)));
    }

    private static Stream<Path> bundled() throws URISyntaxException {
        return foldersBelow(Path.of(Objects.requireNonNull(GoldenTest.class.getResource("/golden"))
                        .toURI()))
                .stream();
    }

    private static List<Path> foldersBelow(Path path) {
        if (Files.isRegularFile(path.resolve("cases.json"))) {
            return List.of(path);
        }
        try (Stream<Path> children = Files.list(path)) {
            List<Path> found = children.filter(child -> Files.isRegularFile(child.resolve("cases.json")))
                    .sorted()
                    .toList();
            assertThat(found).as("golden folders in " + path).isNotEmpty();
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("konomi.golden: " + path + " cannot be listed", e);
        }
    }
}
