package dev.konomi.engine.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.konomi.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * F32 inputs that stay where the runtime reads them, so that a run copies none of them. They are written in place, and
 * never while a run reads them. Whoever made them closes them.
 */
public final class ResidentTensors implements AutoCloseable {

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private boolean closed;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(int[] shape, ByteBuffer memory, FloatBuffer numbers, OnnxTensor tensor) {}

    /** @param shapes of each input by name; all of them begin as zeros */
    ResidentTensors(OrtEnvironment environment, Map<String, int[]> shapes) {
        try {
            for (Map.Entry<String, int[]> input : shapes.entrySet()) {
                entries.put(input.getKey(), entry(environment, input.getValue()));
            }
        } catch (OrtException e) {
            close();
            throw new EngineException("the runtime takes no such input", e);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static Entry entry(OrtEnvironment environment, int[] shape) throws OrtException {
        long bytes = Arrays.stream(shape).asLongStream().reduce(Float.BYTES, Math::multiplyExact);
        ByteBuffer memory = NativeMemory.allocate(Math.toIntExact(bytes));
        try {
            FloatBuffer numbers = memory.asFloatBuffer();
            long[] dims = Arrays.stream(shape).asLongStream().toArray();
            return new Entry(shape.clone(), memory, numbers, OnnxTensor.createTensor(environment, numbers, dims));
        } catch (OrtException | RuntimeException e) {
            NativeMemory.free(memory);
            throw e;
        }
    }

    /** Overwrites numbers of one input from a position on, counted in numbers, row-major. */
    public void write(String name, int from, float[] numbers) {
        require(name).numbers().put(from, numbers);
    }

    /** Takes over the numbers of every input of the same name, as many as it has, to the beginning of this one's. */
    public void takeOver(ResidentTensors other) {
        other.entries.forEach((name, source) -> require(name)
                .numbers()
                .put(0, source.numbers(), 0, source.numbers().capacity()));
    }

    /** A copy of one input. */
    public Tensor read(String name) {
        Entry entry = require(name);
        float[] numbers = new float[entry.numbers().capacity()];
        entry.numbers().get(0, numbers);
        return Tensor.f32(entry.shape(), numbers);
    }

    /** Memory outside the heap that this holds. */
    public long bytes() {
        return entries.values().stream()
                .mapToLong(entry -> entry.memory().capacity())
                .sum();
    }

    Map<String, OnnxTensor> tensors() {
        requireOpen();
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        entries.forEach((name, entry) -> tensors.put(name, entry.tensor()));
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Entry entry : entries.values()) {
            entry.tensor().close();
            NativeMemory.free(entry.memory());
        }
        entries.clear();
    }

    private Entry require(String name) {
        requireOpen();
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("expected one of the inputs " + entries.keySet() + ", found " + name);
        }
        return entry;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("these tensors are closed");
        }
    }
}
