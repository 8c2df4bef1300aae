package dev.konomi.engine.runtime;

/**
 * What a process gives to graphs.
 *
 * @param device where they run
 * @param threads CPU threads per session, 1 or more
 * @param spinning whether idle threads wait busily: a little faster alone, much slower beside other work
 * @param arena whether sessions may keep memory between runs; without it they are slower and give it back
 */
public record RuntimeOptions(Device device, int threads, boolean spinning, boolean arena) {

    public RuntimeOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("expected 1 thread or more, found " + threads);
        }
    }

    /** The CPU, with threads that sleep when idle. */
    public static RuntimeOptions cpu(int threads) {
        return new RuntimeOptions(Device.CPU, threads, false, true);
    }
}
