package dev.konomi.engine.diffusion;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A map that forgets the entry that was used longest ago when it holds more than it should. */
final class LruMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int limit;
    private final transient Consumer<V> forgotten;

    LruMap(int limit, Consumer<V> forgotten) {
        super(16, 0.75f, true);
        this.limit = limit;
        this.forgotten = forgotten;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        boolean full = size() > limit;
        if (full) {
            forgotten.accept(eldest.getValue());
        }
        return full;
    }
}
