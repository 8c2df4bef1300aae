package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.hero.RecipePresets;
import dev.konomi.image.TenantQuotas;
import dev.konomi.judge.JudgeOnPixels;
import dev.konomi.judge.Sight;
import dev.konomi.judge.Verdicts;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Reports of real rounds, whose evaluator looks only at pixels: those in docs/reports.md. Run by hand with
 * {@code ./mvnw test -Dtest=ReportPictures}.
 */
@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
@Tag("learning")
class ReportPictures {
    private static final int ROUNDS = Integer.getInteger("konomi.report.rounds", 3);
    private static final String PRESET = System.getProperty("konomi.report.preset", RecipePresets.DEFAULT);
    private static final Path FOLDER = Path.of("target", "reports");

    private final RoundApi api = new RoundApi("", Tokens::bearer, "acme", RoundApi.freshName());

    /** What the evaluator wants. */
    enum Task {
        BRAND(List.of("a mug", "a bottle", "a lamp", "a clock"), Verdicts::onBrand),
        THREE(
                List.of("several mugs", "several bottles", "several cushions", "several clocks"),
                sight -> sight.objects().size() == 3);

        private final List<String> prompts;
        private final Predicate<Sight> good;

        Task(List<String> prompts, Predicate<Sight> good) {
            this.prompts = prompts;
            this.good = good;
        }
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void a_report_of_real_rounds_says_what_was_learned(Task task) throws IOException {
        TenantQuotas.lift("acme");
        api.withPreset(PRESET, task.prompts, Map.of("seed", 1));
        target(task);
        try (JudgeOnPixels judge = JudgeOnPixels.open()) {
            boolean reached = false;
            for (int number = 1; number <= ROUNDS && !reached; number++) {
                String round = api.sampled();
                judge(judge, round, task.good);
                api.train(round).statusCode(202);
                api.awaitState(round, "DONE");
                write(task, number);
                reached = api.get(round).path("report.goal.reached");
            }
        }

        assertThat(FOLDER.resolve(task + "-1.svg")).isNotEmptyFile();
    }

    private void target(Task task) {
        api.as("admin")
                .header("If-Match", "*")
                .body(Map.of(
                        "title",
                        task.name(),
                        "prompts",
                        task.prompts,
                        "recipe",
                        Map.of("preset", PRESET, "overrides", Map.of("seed", 1)),
                        "target",
                        0.9))
                .put("/v1/adapters/" + api.adapter())
                .then()
                .statusCode(200);
    }

    private void write(Task task, int number) throws IOException {
        String report = "/v1/adapters/" + api.adapter() + "/versions/" + number + "/report";
        Files.createDirectories(FOLDER);
        String name = task + "-" + number;
        Files.write(
                FOLDER.resolve(name + ".json"),
                api.as("evaluator").get(report).then().statusCode(200).extract().asByteArray());
        Files.write(
                FOLDER.resolve(name + ".svg"),
                api.as("evaluator")
                        .accept("image/svg+xml")
                        .get(report + ".svg")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asByteArray());
    }

    private void judge(JudgeOnPixels judge, String round, Predicate<Sight> good) {
        int images = api.get(round).path("progress.images_total");
        List<Sight> sights = judge.lookAtPngs(IntStream.range(0, images)
                .mapToObj(image -> api.png(round, image))
                .toList());
        List<Map<String, Object>> verdicts = new ArrayList<>();
        int best = -1;
        for (int image = 0; image < images; image++) {
            boolean isGood = good.test(sights.get(image));
            verdicts.add(Map.of("image", image, "verdict", isGood ? "good" : "bad"));
            best = isGood && best < 0 ? image : best;
        }
        assertThat(best).as("the first good image").isNotNegative();
        api.feedback(round, Map.of("verdicts", verdicts, "best", best)).statusCode(200);
    }
}
