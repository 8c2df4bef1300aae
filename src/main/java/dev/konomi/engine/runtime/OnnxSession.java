package dev.konomi.engine.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A graph that is open on a device. Runs may overlap. */
public final class OnnxSession implements AutoCloseable {

    /** Of memory for inputs, between runs. */
    private static final long KEPT_BYTES = 64L << 20;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final SideBySide sideBySide;
    private final DirectBuffers buffers = new DirectBuffers(KEPT_BYTES);
    private final Consumer<OnnxSession> whenClosed;

    /** @param whenClosed gets the session from who closes it, to {@link #end} it sooner or later */
    OnnxSession(OrtEnvironment environment, OrtSession session, int runsAtOnce, Consumer<OnnxSession> whenClosed) {
        this.environment = environment;
        this.session = session;
        this.sideBySide = new SideBySide(runsAtOnce);
        this.whenClosed = whenClosed;
    }

    public Set<String> inputNames() {
        return session.getInputNames();
    }

    public Set<String> outputNames() {
        return session.getOutputNames();
    }

    /** Computes the outputs named and what they need, from one tensor for each input. */
    public Map<String, Tensor> run(Map<String, Tensor> inputs, Collection<String> outputs) {
        return run(inputs, outputs, new Cancellation());
    }

    /**
     * The same, stopped by another thread.
     *
     * @throws CancellationException when the cancellation stopped it
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs, Collection<String> outputs, Cancellation cancellation) {
        return run(inputs, Map.of(), outputs, cancellation);
    }

    /** The same, with some of the inputs resident; those are not copied. */
    public Map<String, Tensor> run(Map<String, Tensor> inputs, ResidentTensors resident, Collection<String> outputs) {
        return run(inputs, resident.tensors(), outputs, new Cancellation());
    }

    /**
     * A run for each of the inputs, as many at the same time as the session was opened for. What comes out does not
     * depend on how many that are.
     *
     * @return the outputs of each, in the order of the inputs
     */
    public List<Map<String, Tensor>> runEach(List<Map<String, Tensor>> inputs, Collection<String> outputs) {
        return runEach(inputs, Map.of(), outputs);
    }

    /** The same, with some of the inputs resident and of all runs; those are not copied. */
    public List<Map<String, Tensor>> runEach(
            List<Map<String, Tensor>> inputs, ResidentTensors resident, Collection<String> outputs) {
        return runEach(inputs, resident.tensors(), outputs);
    }

    private List<Map<String, Tensor>> runEach(
            List<Map<String, Tensor>> inputs, Map<String, OnnxTensor> resident, Collection<String> outputs) {
        List<Supplier<Map<String, Tensor>>> runs = new ArrayList<>();
        inputs.forEach(each -> runs.add(() -> run(each, resident, outputs, new Cancellation())));
        return sideBySide.run(runs);
    }

    /** Runs that {@link #runEach} makes at the same time: 1 or more. */
    public int atOnce() {
        return sideBySide.atOnce();
    }

    private Map<String, Tensor> run(
            Map<String, Tensor> inputs,
            Map<String, OnnxTensor> resident,
            Collection<String> outputs,
            Cancellation cancellation) {
        Set<String> given = new LinkedHashSet<>(resident.keySet());
        given.addAll(inputs.keySet());
        requireNames("inputs", inputNames(), given);
        requireKnown(outputs);
        List<ByteBuffer> taken = new ArrayList<>();
        Map<String, OnnxTensor> copied = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                copied.put(input.getKey(), feed(input.getValue(), taken));
            }
            Map<String, OnnxTensor> fed = new LinkedHashMap<>(resident);
            fed.putAll(copied);
            return run(fed, new LinkedHashSet<>(outputs), cancellation);
        } catch (OrtException e) {
            if (cancellation.isCancelled()) {
                throw cancelled(e);
            }
            throw new EngineException("the run failed", e);
        } finally {
            copied.values().forEach(OnnxTensor::close);
            taken.forEach(buffers::give);
        }
    }

    @Override
    public void close() {
        whenClosed.accept(this);
    }

    /** Frees what it holds. */
    void end() {
        try (buffers;
                sideBySide) {
            session.close();
        } catch (OrtException e) {
            throw new EngineException("the session does not close", e);
        }
    }

    private Map<String, Tensor> run(Map<String, OnnxTensor> fed, Set<String> outputs, Cancellation cancellation)
            throws OrtException {
        try (OrtSession.RunOptions how = new OrtSession.RunOptions()) {
            cancellation.enter(how);
            try (OrtSession.Result result = session.run(fed, outputs, how)) {
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    tensors.put(output.getKey(), read((OnnxTensor) output.getValue()));
                }
                return tensors;
            } finally {
                cancellation.leave(how);
            }
        }
    }

    private OnnxTensor feed(Tensor tensor, List<ByteBuffer> taken) throws OrtException {
        int bytes = Math.multiplyExact(tensor.elementCount(), tensor.dtype().byteSize());
        ByteBuffer taking = buffers.take(bytes);
        taken.add(taking);
        ByteBuffer buffer = taking.duplicate().limit(bytes).order(ByteOrder.nativeOrder());
        long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
        return tensor.dtype() == DType.F32
                ? OnnxTensor.createTensor(
                        environment, buffer.asFloatBuffer().put(tensor.f32()).flip(), shape)
                : OnnxTensor.createTensor(
                        environment, buffer.asLongBuffer().put(tensor.i64()).flip(), shape);
    }

    private static Tensor read(OnnxTensor value) {
        TensorInfo info = value.getInfo();
        int[] shape = Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray();
        return switch (info.type) {
            case FLOAT -> Tensor.f32(shape, value.getFloatBuffer().array());
            case INT64 -> Tensor.i64(shape, value.getLongBuffer().array());
            default ->
                throw new EngineException(
                        "expected an output of f32 or i64, found " + info.type + ": cast it in the graph");
        };
    }

    private void requireKnown(Collection<String> outputs) {
        if (outputs.isEmpty() || !outputNames().containsAll(outputs)) {
            throw new IllegalArgumentException("expected some of the outputs " + new TreeSet<>(outputNames())
                    + ", found " + new TreeSet<>(outputs));
        }
    }

    private static void requireNames(String what, Set<String> expected, Set<String> found) {
        if (!expected.equals(found)) {
            Set<String> missing = new TreeSet<>(expected);
            missing.removeAll(found);
            Set<String> unknown = new TreeSet<>(found);
            unknown.removeAll(expected);
            throw new IllegalArgumentException(
                    "expected the graph's " + what + ", found missing " + missing + " and unknown " + unknown);
        }
    }

    private static CancellationException cancelled(OrtException cause) {
        CancellationException cancelled = new CancellationException("the run was cancelled");
        cancelled.initCause(cause);
        return cancelled;
    }
}
