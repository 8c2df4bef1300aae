package dev.konomi.report;

import dev.konomi.engine.hero.AuditFigures;
import dev.konomi.engine.hero.GuardSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a version learned. Audit images are those that every version paints of the same prompts and seeds, from fresh
 * noise that no round draws.
 *
 * @param number of the round that brought it
 * @param live number of the version that was live then
 * @param learned what moved, in words, most first
 * @param audit what the guard measured
 * @param success how good the versions are
 * @param goal the way to the adapter's target; null where it has none
 * @param cost what the adapter's rounds took so far
 * @param rewards what the round's encoder says; null where nothing good was ever seen
 * @param exemplars the images that define the reward: the best, the good and the bad ones nearest to it
 * @param attributes what the pixels show, by painter
 */
public record VersionReport(
        String adapter,
        int number,
        int live,
        List<String> learned,
        @Nullable Audit audit,
        Success success,
        @Nullable Goal goal,
        Cost cost,
        @Nullable Rewards rewards,
        List<Exemplar> exemplars,
        List<Attribute> attributes) {
    /**
     * What the guard measured.
     *
     * @param images of the training prompts and of the tenant's audit prompts
     * @param againstBase the base model's figures being 1
     * @param againstLive the live version's figures being 1
     * @param limits the recipe's
     * @param held why the version is held, in words; empty where it is not
     */
    public record Audit(
            int images, AuditFigures againstBase, AuditFigures againstLive, GuardSettings limits, List<String> held) {}

    /**
     * How good the versions are.
     *
     * @param measured by labels, one entry for each round
     * @param estimated by the reward encoder, of audit images; null where it cannot tell
     * @param words what the figures are, for people
     */
    public record Success(List<Measured> measured, @Nullable Estimated estimated, String words) {}

    /**
     * The share of audit images that people would call good, by the round's encoder.
     *
     * @param scale how it tells good from bad
     */
    public record Estimated(Proportion base, Proportion live, Proportion version, RewardScale scale) {}

    /** What the adapter's rounds took up to this version. */
    public record Cost(int rounds, int labels, double evaluatorMinutes) {}

    /** Rewards of the audit images of the training prompts, and of the judged images. */
    public record Rewards(Spread base, Spread live, Spread version, Spread good, Spread bad) {}
}
