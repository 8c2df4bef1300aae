package dev.konomi.engine.diffusion;

import java.util.ArrayList;
import java.util.List;

/** The one place where other threads hand something to the device thread. */
final class Inbox<T> {
    private List<T> items = new ArrayList<>();
    private boolean closed;

    /** Puts an item in, or says that nobody will take it out any more. */
    synchronized boolean offer(T item) {
        if (closed) {
            return false;
        }
        items.add(item);
        return true;
    }

    synchronized List<T> drain() {
        if (items.isEmpty()) {
            return List.of();
        }
        List<T> taken = items;
        items = new ArrayList<>();
        return taken;
    }

    synchronized List<T> close() {
        closed = true;
        return drain();
    }
}
