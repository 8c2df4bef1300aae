package dev.konomi.engine.hero;

import java.util.SplittableRandom;

/** Independent random streams from one seed: the same seed and names give the same stream on every JVM. */
final class Seeds {
    private Seeds() {}

    /** Mixes the words into one seed (the finaliser of SplitMix64, Steele et al. 2014, between the words). */
    static long mix(long seed, long... words) {
        long h = finish(seed + 0x9E3779B97F4A7C15L);
        for (long word : words) {
            h = finish(h + 0x9E3779B97F4A7C15L + word);
        }
        return h;
    }

    static SplittableRandom random(long seed, Stream stream, long... words) {
        return new SplittableRandom(of(seed, stream, words));
    }

    private static long finish(long z) {
        long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        y = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
        return y ^ (y >>> 31);
    }

    /** What a stream is for; its number keeps the streams of one seed apart, for ever. */
    enum Stream {
        RECORDED_STEPS(1),
        ORIGINS(2),
        BANK_DRAW(3),
        BANK_PERTURBATION(4),
        SAMPLE(5),
        ENCODER_WEIGHTS(6),
        TRIPLETS(7),
        LORA_WEIGHTS(8),
        BATCH_ORDER(9);

        private final int word;

        Stream(int word) {
            this.word = word;
        }
    }

    static long of(long seed, Stream stream, long... words) {
        return mix(mix(seed, stream.word), words);
    }
}
