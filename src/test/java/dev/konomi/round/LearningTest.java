package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.image.TenantQuotas;
import dev.konomi.judge.JudgeOnPixels;
import dev.konomi.judge.Sight;
import dev.konomi.judge.Verdicts;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The main job through the API alone, with an evaluator that looks only at pixels: the brand's colour, for prompts that
 * name none.
 */
@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
@Tag("learning")
class LearningTest {
    private static final int MOST_ROUNDS = 8;
    private static final double RISE = 0.25;
    /** Fresh noise: seeds that no round draws, the same for every version. */
    private static final long FIRST_SEED = 1_000_000;

    private static final int REQUESTS = 8;
    private static final int IMAGES_A_REQUEST = 8;
    private static final List<String> PROMPTS = List.of("a mug", "a bottle", "a chair", "a clock");
    private static final Path CURVE = Path.of("target", "learning-curve.csv");
    private static final Path PICTURE = Path.of("target", "learning-before-after.png");

    private final RoundApi api = new RoundApi("", Tokens::bearer, "acme", RoundApi.freshName());

    @Test
    void rounds_of_feedback_raise_the_share_of_good_images_on_fresh_noise_by_25_points() throws IOException {
        TenantQuotas.lift("acme");
        api.withPreset("konomi", PROMPTS, Map.of("seed", 1));
        List<String> curve =
                new ArrayList<>(List.of("round,labels,good_on_fresh_noise,good_in_round,sampling_s,training_s"));
        try (JudgeOnPixels judge = JudgeOnPixels.open()) {
            List<byte[]> before = onFreshNoise("base");
            List<byte[]> after = before;
            double base = shareOfGood(judge, before);
            curve.add(String.format(Locale.ROOT, "0,0,%.3f,,,", base));
            double share = base;
            int labels = 0;
            for (int number = 1; number <= MOST_ROUNDS && share < base + RISE; number++) {
                String round = api.sampled();
                double inRound = judge(judge, round);
                api.train(round).statusCode(202);
                api.awaitState(round, "DONE");
                Response done = api.get(round);
                labels += done.<Integer>path("report.labels");
                after = onFreshNoise(api.adapter() + "@" + number);
                share = shareOfGood(judge, after);
                curve.add(String.format(
                        Locale.ROOT,
                        "%d,%d,%.3f,%.3f,%.1f,%.1f",
                        number,
                        labels,
                        share,
                        inRound,
                        done.<Float>path("report.seconds.sampling"),
                        done.<Float>path("report.seconds.training")));
                System.out.println("learning curve: " + curve.get(curve.size() - 1));
            }
            Files.write(CURVE, curve);
            ContactSheet.write(PICTURE, before, after);

            assertThat(share)
                    .as("good on fresh noise after at most %d rounds%n%s", MOST_ROUNDS, String.join("\n", curve))
                    .isGreaterThanOrEqualTo(base + RISE);
        }
    }

    /** Judges every image of the round; best is the first good one in an order that the round's number shuffles. */
    private double judge(JudgeOnPixels judge, String round) {
        int images = api.get(round).path("progress.images_total");
        List<byte[]> pngs = IntStream.range(0, images)
                .mapToObj(image -> api.png(round, image))
                .toList();
        List<Sight> sights = judge.lookAtPngs(pngs);
        List<Map<String, Object>> verdicts = new ArrayList<>();
        Map<Integer, Integer> good = new TreeMap<>();
        int number = api.get(round).path("number");
        for (int image = 0; image < images; image++) {
            boolean onBrand = Verdicts.onBrand(sights.get(image));
            verdicts.add(Map.of("image", image, "verdict", onBrand ? "good" : "bad"));
            if (onBrand) {
                good.put(Math.floorMod(image * 37 + number * 17, images), image);
            }
        }
        Map<String, Object> body = good.isEmpty()
                ? Map.of("verdicts", verdicts)
                : Map.of("verdicts", verdicts, "best", good.values().iterator().next());
        api.feedback(round, body).statusCode(200);
        return (double) good.size() / images;
    }

    private List<byte[]> onFreshNoise(String model) {
        List<CompletableFuture<Response>> requests = IntStream.range(0, REQUESTS)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> api.as("client")
                        .body(Map.of(
                                "model",
                                model,
                                "prompt",
                                PROMPTS.get(i % PROMPTS.size()),
                                "n",
                                IMAGES_A_REQUEST,
                                "seed",
                                FIRST_SEED + i * IMAGES_A_REQUEST))
                        .post("/v1/images/generations")))
                .toList();
        List<byte[]> pngs = new ArrayList<>();
        for (CompletableFuture<Response> request : requests) {
            request.join().then().statusCode(200).extract().<List<String>>path("data.b64_json").stream()
                    .map(Base64.getDecoder()::decode)
                    .forEach(pngs::add);
        }
        return pngs;
    }

    private static double shareOfGood(JudgeOnPixels judge, List<byte[]> pngs) {
        List<Sight> sights = judge.lookAtPngs(pngs);
        return (double) sights.stream().filter(Verdicts::onBrand).count() / sights.size();
    }
}
