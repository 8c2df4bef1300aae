package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kill -9 must not do to a round, whenever it comes: lose anything, double anything, or change the result. */
@Tag("process")
class KilledProcessIT {
    private static final int IMAGES = 6;
    private static final int UNLABELLED = 3;
    private static final String FAULT = FaultPoint.PROPERTY;

    @TempDir
    Path folder;

    @Test
    void a_round_that_is_killed_in_every_state_comes_out_as_one_that_never_was() throws Exception {
        List<byte[]> undisturbed = new ArrayList<>();
        Map<String, Tensor> undisturbedWeights;
        try (KonomiProcess konomi = KonomiProcess.start(folder, Map.of())) {
            RoundApi calm = konomi.api("calm").withRecipe(recipe());
            String round = calm.sampled();
            for (int image = 0; image < IMAGES; image++) {
                undisturbed.add(calm.png(round, image));
            }
            calm.judge(round, IMAGES).train(round).statusCode(202);
            calm.awaitState(round, "DONE");
            undisturbedWeights = weights(konomi, "calm");
            konomi.api("hurt").withRecipe(recipe());
        }

        String round = killedWhileSampling();
        killedWhileWorkingOn(FaultPoint.UNLABELLED_STORED + ":2");
        killedWhileTakingFeedback(round, undisturbed);
        killedWhileTraining(round);
        killedWhileWorkingOn(FaultPoint.AUDITED.name());
        killedWhileWorkingOn(FaultPoint.PUBLISHED_BEFORE_COMMIT.name());
        killedWhileWorkingOn(FaultPoint.PUBLISHED.name());

        try (KonomiProcess konomi = KonomiProcess.start(folder, Map.of())) {
            RoundApi hurt = konomi.api("hurt").awaitState(round, "DONE");
            assertThat(hurt.versions()).as("versions 0 and 1").isEqualTo(2);
            assertThat(hurt.get(round).<Integer>path("published_version")).isEqualTo(1);
            Map<String, Tensor> weights = weights(konomi, "hurt");
            assertThat(weights.keySet()).isEqualTo(undisturbedWeights.keySet());
            weights.forEach((name, tensor) -> assertThat(tensor.f32())
                    .as(name)
                    .isEqualTo(undisturbedWeights.get(name).f32()));
            hurt.as("admin").get(konomi.base() + "/v1/audit/verify").then().statusCode(200);
        }
    }

    private static Map<String, Object> recipe() {
        return RoundApi.quickWith("unlabelled_images", UNLABELLED);
    }

    /** The process dies with its third image in the store and not yet in the database. */
    private String killedWhileSampling() {
        try (KonomiProcess konomi = KonomiProcess.start(folder, Map.of(FAULT, FaultPoint.IMAGE_STORED + ":3"))) {
            String round = konomi.api("hurt").open();
            konomi.awaitDeath();
            return round;
        }
    }

    private void killedWhileTakingFeedback(String round, List<byte[]> undisturbed) throws IOException {
        Map<Integer, String> acknowledged = new ConcurrentHashMap<>();
        try (KonomiProcess konomi = KonomiProcess.start(folder, Map.of())) {
            RoundApi hurt = konomi.api("hurt").awaitState(round, "AWAITING_FEEDBACK");
            for (int image = 0; image < IMAGES; image++) {
                assertSamePixels(hurt.png(round, image), undisturbed.get(image));
            }
            storm(konomi, hurt, round, acknowledged);
        }
        try (KonomiProcess konomi = KonomiProcess.start(folder, Map.of())) {
            RoundApi hurt = konomi.api("hurt");
            Map<Integer, String> kept = new HashMap<>();
            List<Map<String, Object>> images =
                    hurt.as("evaluator").get(hurt.address(round) + "/images").path("items");
            for (Map<String, Object> image : images) {
                if (image.get("feedback") instanceof Map<?, ?> feedback) {
                    kept.put((Integer) image.get("image"), (String) feedback.get("verdict"));
                }
            }
            assertThat(kept).containsAllEntriesOf(acknowledged);
            hurt.judge(round, IMAGES);
        }
    }

    /** One thread for each image changes its mind without a pause, until the process is gone. */
    private static void storm(KonomiProcess konomi, RoundApi api, String round, Map<Integer, String> acknowledged) {
        CountDownLatch enough = new CountDownLatch(IMAGES * 8);
        List<CompletableFuture<Void>> evaluators = IntStream.range(0, IMAGES)
                .mapToObj(image -> CompletableFuture.runAsync(() -> {
                    for (int turn = 0; ; turn++) {
                        String verdict = turn % 2 == 0 ? "good" : "bad";
                        acknowledged.remove(image); // what is under way may be kept or not
                        try {
                            api.feedback(round, Map.of("verdicts", List.of(Map.of("image", image, "verdict", verdict))))
                                    .statusCode(200);
                        } catch (Exception gone) {
                            return;
                        }
                        acknowledged.put(image, verdict);
                        enough.countDown();
                        if (image % 2 == 1 && turn == 8 + image) {
                            return; // the last word of these is certain
                        }
                    }
                }))
                .toList();
        try {
            enough.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        konomi.kill();
        evaluators.forEach(CompletableFuture::join);
    }

    private void killedWhileTraining(String round) {
        try (KonomiProcess konomi = KonomiProcess.start(folder, Map.of(FAULT, FaultPoint.TRAINING_HALFWAY.name()))) {
            konomi.api("hurt").train(round).statusCode(202);
            konomi.awaitDeath();
        }
    }

    /** The next process takes the job over by itself, and dies of it. */
    private void killedWhileWorkingOn(String point) {
        try (KonomiProcess konomi = KonomiProcess.startDoomed(folder, Map.of(FAULT, point))) {
            konomi.awaitDeath();
        }
    }

    private static void assertSamePixels(byte[] png, byte[] expected) throws IOException {
        BufferedImage one = ImageIO.read(new ByteArrayInputStream(png));
        BufferedImage other = ImageIO.read(new ByteArrayInputStream(expected));
        assertThat(one.getRGB(0, 0, one.getWidth(), one.getHeight(), null, 0, one.getWidth()))
                .isEqualTo(other.getRGB(0, 0, other.getWidth(), other.getHeight(), null, 0, other.getWidth()));
    }

    private static Map<String, Tensor> weights(KonomiProcess konomi, String adapter) {
        byte[] lora = konomi.api(adapter)
                .as("admin")
                .get(konomi.base() + "/v1/adapters/" + adapter + "/versions/1/lora.safetensors")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        SafetensorsFile file = SafetensorsFile.parse(lora, adapter);
        Map<String, Tensor> tensors = new HashMap<>();
        file.entries().keySet().forEach(name -> tensors.put(name, file.read(name)));
        return tensors;
    }
}
