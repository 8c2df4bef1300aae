package dev.konomi.engine.hero;

/**
 * How the images of a round are painted.
 *
 * @param steps DDIM steps
 * @param guidanceScale weight of the conditional against the unconditional noise prediction; guidance runs above 1
 * @param eta share of the DDPM noise in a step; above 0, or there is no log-probability to learn from
 * @param recordedTimesteps steps of each sample that are kept for training, drawn before sampling
 * @param heightPx picture height in pixels
 * @param widthPx picture width in pixels
 */
public record SamplingSettings(
        int steps, double guidanceScale, double eta, int recordedTimesteps, int heightPx, int widthPx) {
    void check(RecipeCheck check) {
        check.whole("sampling.steps", steps, 2, 200);
        check.real("sampling.guidanceScale", guidanceScale, 1, 30);
        check.above("sampling.eta", eta, 0, 1, "a step without noise has no log-probability");
        check.whole("sampling.recordedTimesteps", recordedTimesteps, 1, Math.max(1, steps));
        check.multiple("sampling.heightPx", heightPx, 64, 64, 2048);
        check.multiple("sampling.widthPx", widthPx, 64, 64, 2048);
    }
}
