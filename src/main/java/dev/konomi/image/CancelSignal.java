package dev.konomi.image;

import java.util.ArrayList;
import java.util.List;

/** Says once that nobody waits any more. */
final class CancelSignal {
    private final List<Runnable> listeners = new ArrayList<>();
    private boolean given;

    synchronized void give() {
        given = true;
        listeners.forEach(Runnable::run);
        listeners.clear();
    }

    /** Runs at once when the signal was given before. */
    synchronized void onGiven(Runnable listener) {
        if (given) {
            listener.run();
        } else {
            listeners.add(listener);
        }
    }
}
