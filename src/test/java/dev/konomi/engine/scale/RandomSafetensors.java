package dev.konomi.engine.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.konomi.engine.scale.CheckpointWriter.Precision;
import dev.konomi.engine.scale.StateDict.Fill;
import dev.konomi.engine.scale.StateDict.Planned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Writes one safetensors file of random numbers. A tensor's numbers depend on the seed and its name alone. */
final class RandomSafetensors {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final float DEVIATION_OF_TABLES = 0.02f;
    /** Deviation of numbers that are uniform in -1…1. */
    private static final double DEVIATION_OF_UNIFORM = 1 / Math.sqrt(3);

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Precision precision;
    private final boolean rounds;
    private final long seed;

    private RandomSafetensors(FileChannel channel, Precision precision, boolean rounds, long seed) {
        this.channel = channel;
        this.precision = precision;
        this.rounds = rounds;
        this.seed = seed;
    }

    /** @param rounds whether numbers are rounded to half precision, also where they are stored in full */
    static void write(Path path, List<Planned> tensors, Precision precision, boolean rounds, long seed)
            throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            RandomSafetensors file = new RandomSafetensors(channel, precision, rounds, seed);
            file.header(tensors);
            for (Planned tensor : tensors) {
                file.numbers(tensor);
            }
            file.flush();
        }
    }

    static long bytes(Planned tensor, Precision precision) {
        return tensor.elements() * size(tensor, precision);
    }

    private static int size(Planned tensor, Precision precision) {
        return tensor.fill() == Fill.COUNT ? Long.BYTES : precision == Precision.F16 ? Short.BYTES : Float.BYTES;
    }

    private void header(List<Planned> tensors) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "pt"));
        long at = 0;
        for (Planned tensor : tensors) {
            long end = at + bytes(tensor, precision);
            String dtype = tensor.fill() == Fill.COUNT ? "I64" : precision.name();
            header.put(
                    tensor.name(),
                    Map.of("dtype", dtype, "shape", tensor.shape(), "data_offsets", new long[] {at, end}));
            at = end;
        }
        byte[] json = new ObjectMapper().writeValueAsBytes(header);
        int padding = Math.floorMod(-json.length, Long.BYTES);
        ByteBuffer start =
                ByteBuffer.allocate(Long.BYTES + json.length + padding).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(json.length + padding).put(json).put(" ".repeat(padding).getBytes(StandardCharsets.UTF_8));
        start.flip();
        while (start.hasRemaining()) {
            channel.write(start);
        }
    }

    private void numbers(Planned tensor) throws IOException {
        SplittableRandom random = new SplittableRandom(seed * 31 + tensor.name().hashCode());
        float reach = (float) (deviation(tensor) / DEVIATION_OF_UNIFORM);
        long elements = tensor.elements();
        for (long i = 0; i < elements; i++) {
            if (buffer.remaining() < Long.BYTES) {
                flush();
            }
            switch (tensor.fill()) {
                case COUNT -> buffer.putLong(i);
                case ONE -> real(1);
                case ZERO -> real(0);
                case WEIGHT, LAST_WEIGHT, TABLE -> real(reach * (random.nextInt() * 0x1p-31f));
            }
        }
    }

    private static double deviation(Planned tensor) {
        return switch (tensor.fill()) {
            case WEIGHT -> 1 / Math.sqrt(tensor.fanIn());
            case LAST_WEIGHT -> 0.25 / Math.sqrt(tensor.fanIn());
            case TABLE -> DEVIATION_OF_TABLES;
            case ONE, ZERO, COUNT -> 0;
        };
    }

    private void real(float value) {
        if (precision == Precision.F16) {
            buffer.putShort(HalfFloat.of(value));
        } else {
            buffer.putFloat(rounds ? HalfFloat.widened(HalfFloat.of(value)) : value);
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }
}
