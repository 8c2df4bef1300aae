package dev.konomi.engine.hero;

/**
 * How evaluators are held against themselves.
 *
 * @param share of a round's images that are shown to everybody a second time, without saying so
 */
public record RepeatSettings(double share) {
    void check(RecipeCheck check) {
        check.real("repeats.share", share, 0, 0.5);
    }

    /** Images of a round that are shown twice. */
    public int of(int roundSize) {
        return (int) Math.round(share * roundSize);
    }
}
