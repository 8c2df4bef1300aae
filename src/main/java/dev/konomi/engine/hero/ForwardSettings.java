package dev.konomi.engine.hero;

/**
 * The forward-process update; unused by DDPO.
 *
 * @param steps steps of the optimizer in a round
 * @param imagesPerStep noised images in a step
 * @param newestShare share of them from this round; the rest from all labelled images that are replayed
 * @param promptDropout share of them without their prompt, so that guidance does not exaggerate what is learned
 * @param strength what an advantage is multiplied with to become the pull towards (or away from) an image; the pull is
 *     clipped to ±1, and 1 draws the prediction all the way to the image's own noise
 */
public record ForwardSettings(int steps, int imagesPerStep, double newestShare, double promptDropout, double strength) {
    void check(RecipeCheck check) {
        check.whole("forward.steps", steps, 0, 10_000);
        check.whole("forward.imagesPerStep", imagesPerStep, 1, 1024);
        check.real("forward.newestShare", newestShare, 0, 1);
        check.real("forward.promptDropout", promptDropout, 0, 1);
        check.above("forward.strength", strength, 0, 10, "nothing would be learned");
    }
}
