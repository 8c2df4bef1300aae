package dev.konomi.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Requests as they come in real life: most are fine, some are not. What each does follows from its number. */
final class Misfortune {
    private static final String SMALL = "64x64";
    private static final int STEPS = 2;
    private static final String ROUNDS = "/v1/adapters/rounds/rounds";
    private static final int ROUND_SIZE = 6;

    private final Api api;
    private final Crowd crowd;
    private final Path data;
    private final Map<String, AtomicInteger> outcomes = new ConcurrentSkipListMap<>();

    Misfortune(Api api, Crowd crowd, Path data) {
        this.api = api;
        this.crowd = crowd;
        this.data = data;
    }

    /** A second version for every tenant, a lost one for some, and an adapter for rounds. */
    void prepare() {
        int tenant = 0;
        for (String slug : crowd.slugs()) {
            api.importLora(slug, Crowd.ADAPTER, crowd.lora(tenant, 2));
            if (tenant % 8 == 0) {
                lose(slug, api.importLora(slug, Crowd.ADAPTER, crowd.lora(tenant, 3)));
                api.send(slug, Api.ADMIN, "POST", "/v1/adapters", roundsAdapter())
                        .expect(201);
            }
            tenant++;
        }
    }

    private static Map<String, Object> roundsAdapter() {
        Map<String, Object> quick = Map.of(
                "round_size", ROUND_SIZE,
                "sampling", Map.of("steps", 4, "recorded_timesteps", 2, "width_px", 64, "height_px", 64),
                "encoder", Map.of("epochs", 5),
                "forward", Map.of("steps", 4, "images_per_step", 4));
        return Map.of(
                "name",
                "rounds",
                "title",
                "Rounds",
                "prompts",
                List.of("a mug"),
                "recipe",
                Map.of("preset", "hero", "overrides", quick));
    }

    private void lose(String slug, int version) {
        try (Stream<Path> files = Files.walk(data)) {
            String part = "/" + Crowd.ADAPTER + "/versions/" + version + "/";
            Path file = files.filter(path -> path.toString().contains(slug + "/")
                            && path.toString().contains(part))
                    .filter(path -> path.toString().contains("lora"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no LoRA file of " + slug + " under " + data));
            Files.writeString(file, "lost");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void request(int number) {
        SplittableRandom random = new SplittableRandom(number);
        int tenant = random.nextInt(crowd.slugs().size());
        int kind = random.nextInt(100);
        if (kind < 70) {
            count("painted", api.paint(picture(tenant, Crowd.ADAPTER + version(random), number)));
        } else if (kind < 76) {
            count("painted under a key", api.paintOnce(picture(tenant, Crowd.ADAPTER, number)));
        } else if (kind < 82) {
            swap(tenant, 1 + random.nextInt(2));
        } else if (kind < 88) {
            hangUp(tenant, number, random.nextInt(150));
        } else if (kind < 94) {
            count("bad input", mistake(tenant, number));
        } else if (kind < 97) {
            count("lost file", api.paint(picture(tenant / 8 * 8, Crowd.ADAPTER + "@3", number)));
        } else {
            round(Crowd.slug(tenant / 8 * 8), kind == 99);
        }
    }

    private static String version(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> "@1";
            case 1 -> "@2";
            default -> "";
        };
    }

    private static Api.Picture picture(int tenant, String model, int seed) {
        return new Api.Picture(Crowd.slug(tenant), model, STEPS, SMALL, seed);
    }

    private void swap(int tenant, int version) {
        api.promote(Crowd.slug(tenant), Crowd.ADAPTER, version);
        count("swaps", 200);
    }

    private void hangUp(int tenant, int seed, int afterMillis) {
        CompletableFuture<HttpResponse<byte[]>> asked =
                api.paintLater(new Api.Picture(Crowd.slug(tenant), Crowd.ADAPTER, 20, SMALL, seed));
        sleep(afterMillis);
        asked.cancel(true);
        count("hung up", 0);
    }

    private Api.Answer mistake(int tenant, int number) {
        Api.Picture wrong = switch (number % 4) {
            case 0 -> new Api.Picture(Crowd.slug(tenant), "no-such-adapter", STEPS, SMALL, number);
            case 1 -> new Api.Picture(Crowd.slug(tenant), "base", STEPS, "65x64", number);
            case 2 -> new Api.Picture(Crowd.slug(tenant), "base", 0, SMALL, number);
            default -> new Api.Picture(Crowd.slug(tenant), Crowd.ADAPTER + "@99", STEPS, SMALL, number);
        };
        return api.paint(wrong);
    }

    /** Opens a round; cancels it soon, or judges and trains it. */
    private void round(String slug, boolean train) {
        Api.Answer opened = api.send(slug, Api.ADMIN, "POST", ROUNDS, Map.of());
        count("rounds opened", opened);
        if (opened.status() != 202) {
            return; // the tenant's last one is not through yet
        }
        String round = ROUNDS + "/" + opened.text("id");
        if (!train) {
            sleep(200);
            count("rounds cancelled", api.send(slug, Api.ADMIN, "POST", round + "/cancel", Map.of()));
            return;
        }
        await(slug, round, "AWAITING_FEEDBACK");
        var verdicts = new ArrayList<Map<String, Object>>();
        for (int image = 0; image < ROUND_SIZE; image++) {
            verdicts.add(Map.of("image", image, "verdict", image % 2 == 0 ? "good" : "bad"));
        }
        api.send(slug, Api.EVALUATOR, "PUT", round + "/feedback", Map.of("verdicts", verdicts, "best", 0));
        count("rounds trained", api.send(slug, Api.ADMIN, "POST", round + "/train", Map.of()));
        await(slug, round, "DONE");
    }

    private void await(String slug, String round, String state) {
        for (int i = 0; i < 600; i++) {
            String now = api.get(slug, Api.ADMIN, round).text("state");
            if (now.equals(state) || now.equals("CANCELLED") || now.equals("FAILED")) {
                return;
            }
            sleep(100);
        }
    }

    /** Waits for what was cancelled to leave the device. */
    void settle() {
        sleep(2000);
    }

    String summary() {
        return outcomes.toString();
    }

    private void count(String what, Api.Answer answer) {
        count(what, answer.status());
    }

    private void count(String what, int status) {
        outcomes.computeIfAbsent(what + (status > 0 ? " " + status : ""), unseen -> new AtomicInteger())
                .incrementAndGet();
    }

    private static void sleep(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
