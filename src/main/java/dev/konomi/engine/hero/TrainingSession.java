package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.onnx.OnnxExport;
import dev.konomi.engine.runtime.EngineException;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.tensor.Tensor;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** A graph with {@link LoraGradients} that is open on a device. With F16 it keeps the loss scaled to what fits. */
final class TrainingSession implements AutoCloseable {
    private final OnnxSession session;
    private final Precision precision;
    private final long bytesPerUnit;
    private final LossScale scale = new LossScale();

    private TrainingSession(OnnxSession session, Precision precision, long bytesPerUnit) {
        this.session = session;
        this.precision = precision;
        this.bytesPerUnit = bytesPerUnit;
    }

    /** @param graph has its loss as the output {@link PolicyGraph#LOSS} */
    static TrainingSession open(OnnxRuntime runtime, DiffusersFolder model, Graph graph, Precision precision) {
        byte[] onnx = OnnxExport.toBytes(graph, model.root());
        long bytes = KeptForGradients.bytesPerUnit(graph, Outputs.named(graph, PolicyGraph.LOSS));
        OnnxSession session = runtime.session(onnx, model.root(), KeptForGradients.options(bytes));
        return new TrainingSession(session, precision, bytes);
    }

    /** Memory that a run takes for each transition or row, in bytes. */
    long bytesPerUnit() {
        return bytesPerUnit;
    }

    /** The outputs named, gradients of the loss itself whatever it was scaled by. */
    Map<String, Tensor> run(Map<String, Tensor> inputs, Collection<String> outputs) {
        if (precision == Precision.F32) {
            return session.run(inputs, outputs);
        }
        Map<String, Tensor> scaled = new HashMap<>(inputs);
        do {
            scaled.put(LoraGradients.LOSS_SCALE, Tensor.scalar(scale.now()));
            Map<String, Tensor> found = session.run(scaled, outputs);
            if (LoraGradients.areFinite(found)) {
                return found;
            }
        } while (scale.lower());
        throw new EngineException("expected finite gradients, found some that overflow 16 bits even unscaled:"
                + " train this checkpoint in " + Precision.F32);
    }

    @Override
    public void close() {
        session.close();
    }
}
