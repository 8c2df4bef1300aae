package dev.konomi.learning;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is compared. Sampling is the same for all: 20 steps of DDIM at 128 pixels. */
final class Methods {
    /** HERO as published, but for the bundled model's picture size and 20 steps instead of 50. */
    private static final Map<String, Object> SIZE =
            Map.of("sampling.steps", 20, "sampling.height_px", 128, "sampling.width_px", 128);

    private Methods() {}

    static Method named(String name) {
        return all().stream()
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a method, found '" + name + "'"));
    }

    static List<Method> all() {
        return List.of(
                of("konomi", "konomi", Map.of()),
                of("hero-paper", "hero-paper", SIZE),
                of("ddpo", "ddpo", Map.of()),
                of("d3po", "d3po", Map.of()),
                of("reward-model", "reward-model", Map.of()),
                of("reward-function", "reward-function", Map.of()),
                of("hero", "hero", Map.of()),
                paperWith("hero-paper-no-encoder", Map.of("reward.source", "LABELS")),
                paperWith("hero-paper-no-bank", Map.of("noise_bank.share", 0)),
                paperWith("hero-paper-replay", Map.of("replay.on", true, "replay.images", 512)),
                new Method("konomi-flipped", "konomi", Map.of(), Evaluators.FLIPPING),
                new Method("konomi-one-random", "konomi", Map.of(), Evaluators.ONE_OF_THREE_RANDOM));
    }

    private static Method of(String name, String preset, Map<String, Object> overrides) {
        return new Method(name, preset, overrides, Evaluators.ATTENTIVE);
    }

    private static Method paperWith(String name, Map<String, Object> overrides) {
        Map<String, Object> all = new HashMap<>(SIZE);
        all.putAll(overrides);
        return of(name, "hero-paper", all);
    }
}
