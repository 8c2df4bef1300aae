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
 * @param anchor share of the base model's prediction in what a pull starts from, against that of the weights before the
 *     round; 0 forgets the base model
 * @param heldOut share of this round's images that are not learned from; the steps end where the loss on them is lowest.
 *     0 takes every step and learns from every image
 * @param annealed whether the learning rate falls to nothing over the round's steps, so that what single draws of noise
 *     did averages out before the round ends
 * @param errorExponent to what power the error on an image counts. 2 is the squared error, in which the timesteps of
 *     little noise drown out those that decide on colours and places; with 1 every timestep pulls as hard as the others,
 *     and with 0 every timestep has the same loss, so that those of much noise pull the most
 */
public record ForwardSettings(
        int steps,
        int imagesPerStep,
        double newestShare,
        double promptDropout,
        double strength,
        double anchor,
        double heldOut,
        boolean annealed,
        double errorExponent) {
    void check(RecipeCheck check) {
        check.whole("forward.steps", steps, 0, 10_000);
        check.whole("forward.imagesPerStep", imagesPerStep, 1, 1024);
        check.real("forward.newestShare", newestShare, 0, 1);
        check.real("forward.promptDropout", promptDropout, 0, 1);
        check.above("forward.strength", strength, 0, 10, "nothing would be learned");
        check.real("forward.anchor", anchor, 0, 1);
        check.real("forward.heldOut", heldOut, 0, 0.5);
        check.real("forward.errorExponent", errorExponent, 0, 2);
    }

    /**
     * What the learning rate is multiplied with.
     *
     * @param step counted from 0
     */
    double rateAt(int step) {
        return annealed ? 1 - (double) step / steps : 1;
    }
}
