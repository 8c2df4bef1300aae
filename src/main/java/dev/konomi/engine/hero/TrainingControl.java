package dev.konomi.engine.hero;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How whoever started a training steers it: where its device work runs, who hears of its progress, and when it stops.
 *
 * @param ticks runs each piece of device work
 * @param progress hears how far it is
 * @param cancelled asked before each piece; once true, the training ends with a {@link CancellationException}
 */
public record TrainingControl(TickRunner ticks, ProgressListener progress, BooleanSupplier cancelled) {
    /** Runs through on the calling thread, in silence. */
    public static TrainingControl uninterrupted() {
        return new TrainingControl(TickRunner.direct(), ProgressListener.NONE, () -> false);
    }

    <T> T tick(Supplier<T> work) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("the training was cancelled");
        }
        return ticks.run(work);
    }

    void at(Stage stage, double done, double of) {
        progress.at(stage, of <= 0 ? 1 : Math.min(1, done / of));
    }
}
