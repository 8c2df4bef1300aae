package dev.konomi.engine.hero;

/**
 * What is learned from again.
 *
 * @param on whether labelled images of earlier rounds are
 * @param images labelled images learned from at most, this round's included, newest rounds first
 */
public record ReplaySettings(boolean on, int images) {
    void check(RecipeCheck check) {
        check.whole("replay.images", images, 1, 100_000);
    }
}
