package dev.konomi.engine.hero;

/** Hears how far a training is, on the thread that runs it. */
@FunctionalInterface
public interface ProgressListener {
    ProgressListener NONE = (stage, fraction) -> {};

    /**
     * Called after each piece of work.
     *
     * @param fraction of the stage, 0…1
     */
    void at(Stage stage, double fraction);
}
