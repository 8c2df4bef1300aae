package dev.konomi.engine.diffusion;

/**
 * The mixing of SplitMix64 (Steele, Lea, Flood 2014), which every seed of the engine goes through: the same numbers on
 * every JVM.
 */
public final class SplitMix64 {
    /** The step between two states: 2⁶⁴ over the golden ratio, odd. */
    public static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private SplitMix64() {}

    /** The finaliser: states that differ by one end far apart, and no two end at the same number. */
    public static long finish(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
