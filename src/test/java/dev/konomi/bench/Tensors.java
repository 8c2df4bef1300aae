package dev.konomi.bench;

import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.checkpoint.SafetensorsWriter;
import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tensors on their way between the two sides: safetensors files. */
public final class Tensors {
    private Tensors() {}

    public static SortedMap<String, Tensor> read(Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        file.entries().keySet().forEach(name -> tensors.put(name, file.read(name)));
        return tensors;
    }

    public static void write(Path path, SortedMap<String, Tensor> tensors) {
        try {
            Files.write(path, SafetensorsWriter.write(tensors, Map.of("format", "pt")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** ‖ours − theirs‖ / ‖theirs‖ over all tensors together. */
    static double relativeError(SortedMap<String, Tensor> ours, SortedMap<String, Tensor> theirs) {
        if (!ours.keySet().equals(theirs.keySet())) {
            throw new IllegalStateException("one side computed " + ours.keySet() + ", the other " + theirs.keySet());
        }
        double difference = 0;
        double size = 0;
        for (Map.Entry<String, Tensor> entry : ours.entrySet()) {
            float[] mine = numbers(entry.getValue());
            float[] other = numbers(theirs.get(entry.getKey()));
            if (mine.length != other.length) {
                throw new IllegalStateException(
                        entry.getKey() + ": " + mine.length + " numbers against " + other.length);
            }
            for (int i = 0; i < mine.length; i++) {
                difference += ((double) mine[i] - other[i]) * ((double) mine[i] - other[i]);
                size += (double) other[i] * other[i];
            }
        }
        return Math.sqrt(difference / size);
    }

    private static float[] numbers(Tensor tensor) {
        if (tensor.dtype() == DType.F32) {
            return tensor.f32();
        }
        float[] numbers = new float[tensor.elementCount()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = tensor.i64()[i];
        }
        return numbers;
    }
}
