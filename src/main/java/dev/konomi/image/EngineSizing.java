package dev.konomi.image;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.UnetConfig;
import dev.konomi.engine.checkpoint.VaeConfig;
import dev.konomi.engine.checkpoint.WeightFiles;
import dev.konomi.engine.diffusion.LoopOptions;
import java.util.stream.Stream;

/**
 * How large the engine makes itself: what the configuration says, and where it says nothing, what the machine allows for
 * this checkpoint.
 *
 * @param threads of one network evaluation
 * @param arena whether the runtime keeps memory between evaluations
 * @param batchLimit samples of the default size in one evaluation
 * @param decodeLimit samples of the default size that the VAE decodes at once
 */
record EngineSizing(int threads, boolean arena, int batchLimit, int decodeLimit) {
    private static final int LARGEST_BATCH = 8;
    private static final long SPARE_BYTES = 1L << 30;
    /** Weights in memory once as they are, and once in the order in which products read them fastest. */
    private static final int COPIES_OF_WEIGHTS = 2;
    /** Tensors of the UNet's first width that are alive at one time, its skip connections included. */
    private static final int LIVE_TENSORS = 24;

    private static final int ROWS_OF_A_GUIDED_SAMPLE = 2;
    /** The same of the VAE's decoder, at the size of the picture: 1.4 GiB were measured at 512×512 and 128 channels. */
    private static final int LIVE_TENSORS_OF_A_DECODE = 11;

    static EngineSizing of(EngineConfig config, Machine machine, DiffusersFolder checkpoint) {
        return of(
                config,
                machine,
                weightNumbers(checkpoint) * Float.BYTES,
                sampleBytes(checkpoint.unet()),
                decodeBytes(checkpoint));
    }

    /**
     * The same from plain numbers.
     *
     * @param weightBytes of all networks, as F32
     * @param sampleBytes that one guided sample of the default size needs while the UNet runs
     * @param decodeBytes that one sample of the default size needs while the VAE decodes it
     */
    static EngineSizing of(EngineConfig config, Machine machine, long weightBytes, long sampleBytes, long decodeBytes) {
        long left = machine.memoryBytes() - machine.heapBytes() - COPIES_OF_WEIGHTS * weightBytes - SPARE_BYTES;
        // half of what is left: a training may run in between, with tensors of its own
        long fitting = Math.max(1, Math.min(LARGEST_BATCH, left / 2 / sampleBytes));
        long decoded = Math.max(1, Math.min(LoopOptions.DEFAULT.decodeLimit(), left / 2 / decodeBytes));
        return new EngineSizing(
                config.threads() > 0 ? config.threads() : machine.cores(),
                config.arena().orElse(left >= LARGEST_BATCH * sampleBytes / 2),
                config.batchLimit() > 0 ? config.batchLimit() : (int) fitting,
                (int) decoded);
    }

    @Override
    public String toString() {
        return threads + (threads == 1 ? " thread" : " threads") + ", arena " + (arena ? "on" : "off") + ", at most "
                + batchLimit + " samples at once";
    }

    private static long sampleBytes(UnetConfig unet) {
        long pixels = (long) unet.sampleSize() * unet.sampleSize();
        return ROWS_OF_A_GUIDED_SAMPLE
                * LIVE_TENSORS
                * pixels
                * unet.blockOutChannels().get(0)
                * Float.BYTES;
    }

    private static long decodeBytes(DiffusersFolder checkpoint) {
        long side = (long) checkpoint.unet().sampleSize() * VaeConfig.SCALE;
        return LIVE_TENSORS_OF_A_DECODE
                * side
                * side
                * checkpoint.vae().blockOutChannels().get(0)
                * Float.BYTES;
    }

    private static long weightNumbers(DiffusersFolder checkpoint) {
        return Stream.of(checkpoint.unetWeights(), checkpoint.textEncoderWeights(), checkpoint.vaeWeights())
                .mapToLong(EngineSizing::numbers)
                .sum();
    }

    private static long numbers(WeightFiles weights) {
        return weights.names().stream()
                .map(weights::entry)
                .mapToLong(entry -> entry.byteLength() / entry.dtype().byteSize())
                .sum();
    }
}
