package dev.konomi.engine.hero;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The named recipes that an adapter can start from. */
public final class RecipePresets {
    /** Name of the preset that an adapter gets when it names none. */
    public static final String DEFAULT = "hero";

    private static final SortedMap<String, Recipe> PRESETS =
            new TreeMap<>(Map.of("hero-paper", heroPaper(), DEFAULT, hero()));

    private RecipePresets() {}

    public static List<String> names() {
        return List.copyOf(PRESETS.keySet());
    }

    public static Optional<Recipe> named(String name) {
        return Optional.ofNullable(PRESETS.get(name));
    }

    /** Exactly as published, read from the authors' code; 512 pixels as Stable Diffusion 1.5 wants them. */
    public static Recipe heroPaper() {
        return new Recipe(
                "hero-paper",
                64,
                0,
                new SamplingSettings(50, 5, 1, 5, 512, 512),
                new NoiseBankSettings(1, 0.5, 0.1, 0),
                new EncoderSettings(2048, List.of(2048, 1024, 512), 0.5, 1e-5, 500, 0, false, false, 64),
                new RewardSettings(RewardTarget.BEST, 0, false, 5),
                new PolicySettings(1, 2, 4, 1e-4, 1, 1e-3, 1, 0.9, 0.999, 1e-4, 1e-8),
                new LoraSettings(4, 4));
    }

    /** Measured on the bundled base model (docs/learning): a small encoder with replay, and more and wider updates. */
    public static Recipe hero() {
        return new Recipe(
                "hero",
                64,
                0,
                new SamplingSettings(20, 5, 1, 5, 128, 128),
                new NoiseBankSettings(0.5, 0.5, 0.1, 64),
                new EncoderSettings(256, List.of(256, 128, 64), 0.5, 1e-3, 100, 64, true, true, 512),
                new RewardSettings(RewardTarget.BEST, 0, false, 5),
                new PolicySettings(4, 2, 4, 1e-2, 1, 1e-3, 1, 0.9, 0.999, 1e-4, 1e-8),
                new LoraSettings(4, 4));
    }
}
