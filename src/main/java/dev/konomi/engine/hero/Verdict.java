package dev.konomi.engine.hero;

/** What an evaluator said about one image. */
public enum Verdict {
    GOOD,
    BAD,
    /** The one best image of its round; it is good too, but not counted among the good when triplets are drawn. */
    BEST,
    /** No answer: the image teaches the encoder nothing, and its reward is the encoder's opinion. */
    SKIP;

    boolean isGood() {
        return this == GOOD || this == BEST;
    }
}
