package dev.konomi.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A round that samples and a training that runs, of two tenants, while others ask for pictures. */
final class Background {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Longer than any measurement. */
    private static final int ROUND_SIZE = 512;

    private static final int TRAINING_STEPS = 10_000;

    private final Api api;
    private final String sampling;
    private final String training;
    private String samplingRound = "";
    private String trainingRound = "";

    /** Tenants of the two. */
    Background(Api api, String sampling, String training) {
        this.api = api;
        this.sampling = sampling;
        this.training = training;
    }

    /** Starts both and waits until they run: everything of the default recipe but how long they take. */
    void start() {
        create(
                training,
                Map.of(
                        "round_size",
                        12,
                        "sampling",
                        Map.of("steps", 4, "recorded_timesteps", 2),
                        "forward",
                        Map.of("steps", TRAINING_STEPS)));
        trainingRound = open(training);
        await(training, trainingRound, "AWAITING_FEEDBACK");
        judge();
        api.send(training, Api.ADMIN, "POST", round(trainingRound) + "/train", Map.of())
                .expect(202);
        create(sampling, Map.of("round_size", ROUND_SIZE));
        samplingRound = open(sampling);
        await(training, trainingRound, "TRAINING");
        await(sampling, samplingRound, "SAMPLING");
    }

    /** Whether both still run. */
    boolean isRunning() {
        return state(training, trainingRound).equals("TRAINING")
                && state(sampling, samplingRound).equals("SAMPLING");
    }

    /** What each has done. */
    String progress() {
        return api.get(training, Api.ADMIN, round(trainingRound)).json().path("progress") + " and "
                + api.get(sampling, Api.ADMIN, round(samplingRound)).json().path("progress");
    }

    void cancel() {
        api.send(sampling, Api.ADMIN, "POST", round(samplingRound) + "/cancel", Map.of());
        api.send(training, Api.ADMIN, "POST", round(trainingRound) + "/cancel", Map.of());
    }

    private void create(String tenant, Map<String, Object> overrides) {
        api.send(
                        tenant,
                        Api.ADMIN,
                        "POST",
                        "/v1/adapters",
                        Map.of(
                                "name",
                                "long-one",
                                "title",
                                "Takes its time",
                                "prompts",
                                List.of("a mug", "a lamp"),
                                "recipe",
                                Map.of("preset", "hero", "overrides", overrides)))
                .expect(201);
    }

    private String open(String tenant) {
        return api.send(tenant, Api.ADMIN, "POST", "/v1/adapters/long-one/rounds", Map.of())
                .expect(202)
                .text("id");
    }

    private void judge() {
        List<Map<String, Object>> verdicts = new ArrayList<>();
        for (int image = 0; image < 12; image++) {
            verdicts.add(Map.of("image", image, "verdict", image < 6 ? "good" : "bad"));
        }
        Map<String, Object> feedback = Map.of("verdicts", verdicts, "best", 0);
        api.send(training, Api.EVALUATOR, "PUT", round(trainingRound) + "/feedback", feedback)
                .expect(200);
    }

    private String state(String tenant, String round) {
        JsonNode json = api.get(tenant, Api.ADMIN, round(round)).json();
        return json.path("state").asText();
    }

    private void await(String tenant, String round, String state) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!state(tenant, round).equals(state)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "expected round " + round + " to be " + state + ", found " + state(tenant, round));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static String round(String id) {
        return "/v1/adapters/long-one/rounds/" + id;
    }
}
