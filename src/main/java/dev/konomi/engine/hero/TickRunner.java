package dev.konomi.engine.hero;

import java.util.function.Supplier;

/**
 * Runs a training's pieces of device work one by one, each well under a second, so that whoever owns the device can
 * let interactive requests go first in between.
 */
public interface TickRunner {
    /** Runs the work where the device is and waits for its result; what it throws is thrown here. */
    <T> T run(Supplier<T> work);

    /** Runs everything at once on the calling thread, for whoever has the device alone. */
    static TickRunner direct() {
        return new TickRunner() {
            @Override
            public <T> T run(Supplier<T> work) {
                return work.get();
            }
        };
    }
}
