package dev.konomi.engine.hero;

import java.util.Locale;

/**
 * One thing that an audit has against a version.
 *
 * @param measure diversity, drift, recognition or policy_recognition
 * @param found what was measured, relative to the base model
 * @param limit what the recipe allows
 */
public record HoldReason(String measure, double found, double limit) {
    /** A sentence for people, with what to do about it. */
    public String sentence() {
        return switch (measure) {
            case "diversity" ->
                text(
                        "its images of one prompt are %.0f %% as varied as the base model's (at least %.0f %%)",
                        100 * found, 100 * limit);
            case "drift" ->
                text("its images are %.2f away from the base model's of the same seeds (at most %.2f)", found, limit);
            case "policy_recognition" ->
                text(
                        "the base model recognises the tenant's audit prompts in %.0f %% as many of its images"
                                + " (at least %.0f %%)",
                        100 * found, 100 * limit);
            default ->
                text(
                        "the base model recognises the prompt in %.0f %% as many of its images (at least %.0f %%)",
                        100 * found, 100 * limit);
        };
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
