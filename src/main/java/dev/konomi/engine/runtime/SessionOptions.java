package dev.konomi.engine.runtime;

/**
 * How one graph is opened.
 *
 * @param optimisation how much the runtime rewrites it
 * @param prepacking whether constant weights are copied into the order that products read fastest: speed for memory
 * @param arena whether memory is kept between runs: 12 to 35 % faster, and as much memory as the largest run needs
 * @param atOnce runs that {@link OnnxSession#runEach} makes at the same time, as far as there are threads; threads that
 *     are left share the work of single nodes, and with 1 that is all of them
 */
public record SessionOptions(Optimisation optimisation, boolean prepacking, boolean arena, int atOnce) {

    public SessionOptions {
        if (atOnce < 1) {
            throw new IllegalArgumentException("expected 1 run at once or more, found " + atOnce);
        }
    }

    /** Fastest for one run at a time. */
    public static SessionOptions defaults() {
        return new SessionOptions(Optimisation.ALL, true, true, 1);
    }

    /** No weight is copied: they stay where they are mapped, whatever reads them and however often. */
    public static SessionOptions mapped() {
        return new SessionOptions(Optimisation.EXTENDED, false, true, 1);
    }

    public SessionOptions withOptimisation(Optimisation level) {
        return new SessionOptions(level, prepacking, arena, atOnce);
    }

    public SessionOptions withPrepacking(boolean on) {
        return new SessionOptions(optimisation, on, arena, atOnce);
    }

    public SessionOptions withArena(boolean on) {
        return new SessionOptions(optimisation, prepacking, on, atOnce);
    }

    public SessionOptions withAtOnce(int runs) {
        return new SessionOptions(optimisation, prepacking, arena, runs);
    }
}
