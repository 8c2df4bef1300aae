package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.onnx.OnnxExport;
import dev.konomi.engine.runtime.EngineException;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.runtime.SessionOptions;
import dev.konomi.engine.tensor.Tensor;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** A graph with {@link LoraGradients} that is open on a device. With F16 it keeps the loss scaled to what fits. */
final class TrainingSession implements AutoCloseable {
    private final OnnxSession session;
    private final Precision precision;
    private final LossScale scale = new LossScale();

    private TrainingSession(OnnxSession session, Precision precision) {
        this.session = session;
        this.precision = precision;
    }

    static TrainingSession open(OnnxRuntime runtime, DiffusersFolder model, Graph graph, Precision precision) {
        byte[] onnx = OnnxExport.toBytes(graph, model.root());
        return new TrainingSession(runtime.session(onnx, model.root(), SessionOptions.defaults()), precision);
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
