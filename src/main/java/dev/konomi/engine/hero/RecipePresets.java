package dev.konomi.engine.hero;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The named recipes that an adapter can start from. What a name stands for never changes, or adapters would learn
 * otherwise than they were set up: better numbers get a new name.
 */
public final class RecipePresets {
    /** Name of the preset that an adapter gets when it names none. */
    public static final String DEFAULT = "konomi";

    private static final NoiseBankSettings BANK = new NoiseBankSettings(0.5, 0.5, 0.1, 64);
    /** The demo brand's: teal on cream. */
    private static final ColourSettings COLOURS = new ColourSettings("#169696", "#faf0d6");

    private static final NoiseBankSettings NO_BANK = new NoiseBankSettings(0, 0.5, 0.1, 0);
    private static final EncoderSettings ENCODER =
            new EncoderSettings(256, List.of(256, 128, 64), 0.5, 1e-3, 100, 64, true);
    private static final ForwardSettings FORWARD = new ForwardSettings(32, 40, 0.5, 0.1, 0.5, 0, 0, false, 2);
    private static final PreferenceSettings PREFERENCE = PreferenceSettings.DEFAULT;

    private static final GuardSettings GUARD = new GuardSettings(32, 16, 0, 0.7, 1, 0.85);
    private static final RepeatSettings NO_REPEATS = new RepeatSettings(0);

    private static final SortedMap<String, Recipe> PRESETS = Stream.of(
                    hero(), heroDdpo(), heroPaper(), ddpo(), d3po(), rewardModel(), rewardFunction(), konomi())
            .collect(Collectors.toMap(Recipe::preset, recipe -> recipe, (a, b) -> a, TreeMap::new));

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
                0,
                new SamplingSettings(50, 5, 1, 5, 512, 512),
                new NoiseBankSettings(1, 0.5, 0.1, 0),
                new EncoderSettings(2048, List.of(2048, 1024, 512), 0.5, 1e-5, 500, 0, false),
                new RewardSettings(RewardTarget.BEST, 0, false, 5, RewardSource.ENCODER, 0, COLOURS),
                new ReplaySettings(false, 64),
                PolicyUpdate.DDPO,
                new PolicySettings(1, 2, 4, 1e-4, 1, 1e-3, 1, 0.9, 0.999, 1e-4, 1e-8),
                FORWARD,
                PREFERENCE,
                new LoraSettings(4, 4),
                GUARD,
                NO_REPEATS);
    }

    /** HERO's loop with the forward-process update. */
    public static Recipe hero() {
        return new Recipe(
                "hero",
                64,
                0,
                0,
                new SamplingSettings(20, 5, 1, 5, 128, 128),
                BANK,
                ENCODER,
                new RewardSettings(RewardTarget.BEST, 0.5, false, 5, RewardSource.ENCODER, 0, COLOURS),
                new ReplaySettings(true, 512),
                PolicyUpdate.FORWARD,
                new PolicySettings(1, 2, 4, 1e-4, 1, 8e-4, 0.75, 0.9, 0.999, 1e-4, 1e-8),
                FORWARD,
                PREFERENCE,
                new LoraSettings(4, 4),
                GUARD,
                NO_REPEATS);
    }

    /** HERO's own update on the bundled base model: fewer steps, every one of them recorded, and each used once. */
    public static Recipe heroDdpo() {
        return new Recipe(
                "hero-ddpo",
                64,
                0,
                0,
                new SamplingSettings(20, 5, 1, 20, 128, 128),
                BANK,
                ENCODER,
                new RewardSettings(RewardTarget.BEST, 0.5, false, 5, RewardSource.ENCODER, 0, COLOURS),
                new ReplaySettings(true, 512),
                PolicyUpdate.DDPO,
                new PolicySettings(1, 2, 1, 1e-3, 1, 5e-4, 1, 0.9, 0.999, 1e-4, 1e-8),
                FORWARD,
                PREFERENCE,
                new LoraSettings(4, 4),
                GUARD,
                NO_REPEATS);
    }

    /** The labels themselves as rewards: DDPO as HERO's authors compare with it, on the bundled base model. */
    public static Recipe ddpo() {
        return rewardedDdpo(
                "ddpo",
                new RewardSettings(RewardTarget.BEST, 1, false, 5, RewardSource.LABELS, 0, COLOURS),
                new ReplaySettings(false, 64));
    }

    /** DDPO with HERO's optimizer on the bundled base model, whoever rewards. */
    private static Recipe rewardedDdpo(String name, RewardSettings reward, ReplaySettings replay) {
        return new Recipe(
                name,
                64,
                0,
                0,
                new SamplingSettings(20, 5, 1, 5, 128, 128),
                NO_BANK,
                ENCODER,
                reward,
                replay,
                PolicyUpdate.DDPO,
                new PolicySettings(1, 2, 4, 1e-4, 1, 1e-3, 1, 0.9, 0.999, 1e-4, 1e-8),
                FORWARD,
                PREFERENCE,
                new LoraSettings(4, 4),
                GUARD,
                NO_REPEATS);
    }

    /** Pairs of a good and a bad image, with the beta and the clip range of D3PO's authors, on the bundled base model. */
    public static Recipe d3po() {
        return new Recipe(
                "d3po",
                64,
                0,
                0,
                new SamplingSettings(20, 5, 1, 20, 128, 128),
                NO_BANK,
                ENCODER,
                new RewardSettings(RewardTarget.BEST, 1, false, 5, RewardSource.LABELS, 0, COLOURS),
                new ReplaySettings(false, 64),
                PolicyUpdate.D3PO,
                new PolicySettings(1, 2, 4, 0.1, 1, 1e-3, 1, 0.9, 0.999, 1e-4, 1e-8),
                FORWARD,
                PREFERENCE,
                new LoraSettings(4, 4),
                GUARD,
                NO_REPEATS);
    }

    /** Four rounds of labels teach a reward model, which then gives DDPO its rewards without asking anybody again. */
    public static Recipe rewardModel() {
        return rewardedDdpo(
                "reward-model",
                new RewardSettings(RewardTarget.BEST, 0, false, 5, RewardSource.CLASSIFIER, 4, COLOURS),
                new ReplaySettings(true, 256));
    }

    /** A hand-made function of colours rewards DDPO, and nobody is asked. */
    public static Recipe rewardFunction() {
        return rewardedDdpo(
                "reward-function",
                new RewardSettings(RewardTarget.BEST, 0, false, 5, RewardSource.FUNCTION, 0, COLOURS),
                new ReplaySettings(false, 64));
    }

    /**
     * Ours: the labels themselves, all of them in every round, move the weights on the forward process. Rounds are half as
     * large as HERO's, because what the newest version paints teaches more than more of the same; every image that is
     * asked about starts from plain noise. Three times as many that nobody is shown are worth what alike ones were called.
     * Half of what is learned goes without its prompt, or guidance would exaggerate the rest, and every timestep has the
     * same loss.
     */
    public static Recipe konomi() {
        return new Recipe(
                DEFAULT,
                32,
                96,
                0,
                new SamplingSettings(20, 5, 1, 1, 128, 128),
                NO_BANK,
                ENCODER,
                new RewardSettings(RewardTarget.BEST, 0, true, 5, RewardSource.SMOOTHED_LABELS, 0, COLOURS),
                new ReplaySettings(true, 1024),
                PolicyUpdate.FORWARD,
                new PolicySettings(1, 2, 4, 1e-4, 1, 1.2e-3, 0.8, 0.9, 0.999, 1e-4, 1e-8),
                new ForwardSettings(32, 40, 0.5, 0.5, 0.5, 0, 0, true, 0),
                PREFERENCE,
                new LoraSettings(4, 4),
                GUARD,
                NO_REPEATS);
    }
}
