package dev.konomi.engine.hero;

import dev.konomi.engine.diffusion.SplitMix64;
import java.util.SplittableRandom;

/** Independent random streams from one seed: the same seed and names give the same stream on every JVM. */
final class Seeds {
    private Seeds() {}

    /** Mixes the words into one seed ({@link SplitMix64} between the words). */
    static long mix(long seed, long... words) {
        long h = SplitMix64.finish(seed + SplitMix64.GOLDEN_GAMMA);
        for (long word : words) {
            h = SplitMix64.finish(h + SplitMix64.GOLDEN_GAMMA + word);
        }
        return h;
    }

    static SplittableRandom random(long seed, Stream stream, long... words) {
        return new SplittableRandom(of(seed, stream, words));
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
        BATCH_ORDER(9),
        HELD_OUT(10),
        AUDIT(20);

        private final int word;

        Stream(int word) {
            this.word = word;
        }
    }

    static long of(long seed, Stream stream, long... words) {
        return mix(mix(seed, stream.word), words);
    }
}
