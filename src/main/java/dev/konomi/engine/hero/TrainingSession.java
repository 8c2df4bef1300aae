package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.onnx.OnnxExport;
import dev.konomi.engine.runtime.Device;
import dev.konomi.engine.runtime.EngineException;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.tensor.Tensor;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A graph with {@link LoraGradients} that is open on a device. With F16 it keeps the loss scaled to what fits. */
final class TrainingSession implements AutoCloseable {
    private final OnnxSession session;
    private final Precision precision;
    private final Pieces pieces;
    private final LossScale scale = new LossScale();

    private TrainingSession(OnnxSession session, Precision precision, Pieces pieces) {
        this.session = session;
        this.precision = precision;
        this.pieces = pieces;
    }

    /**
     * @param graph has its loss as the output {@link PolicyGraph#LOSS}
     * @param unitsPerPiece units of the graph's batch in one run at most
     */
    static TrainingSession open(
            OnnxRuntime runtime, DiffusersFolder model, Graph graph, Precision precision, int unitsPerPiece) {
        byte[] onnx = OnnxExport.toBytes(graph, model.root());
        long bytes = KeptForGradients.bytesPerUnit(graph, Outputs.named(graph, PolicyGraph.LOSS));
        var pieces = new Pieces(unitsPerPiece, bytes);
        long weightBytes = model.unetWeights().byteSize();
        var how = KeptForGradients.options(weightBytes).withAtOnce(pieces.atOnce());
        boolean stays = KeptForGradients.isSmall(weightBytes) && runtime.device() == Device.CPU;
        var session = stays ? runtime.lentSession(onnx, model.root(), how) : runtime.session(onnx, model.root(), how);
        return new TrainingSession(session, precision, pieces);
    }

    /** How a tick's units are cut into runs. */
    Pieces pieces() {
        return pieces;
    }

    /**
     * A run for each piece, side by side.
     *
     * @param inputs of each piece
     * @return of each piece the outputs named, gradients of the loss itself whatever it was scaled by
     */
    List<Map<String, Tensor>> run(List<Map<String, Tensor>> inputs, Collection<String> outputs) {
        if (precision == Precision.F32) {
            return session.runEach(inputs, outputs);
        }
        do {
            var scaled = inputs.stream().map(this::scaled).toList();
            var found = session.runEach(scaled, outputs);
            if (found.stream().allMatch(LoraGradients::areFinite)) {
                return found;
            }
        } while (scale.lower());
        throw new EngineException("expected finite gradients, found some that overflow 16 bits even unscaled:"
                + " train this checkpoint in " + Precision.F32);
    }

    private Map<String, Tensor> scaled(Map<String, Tensor> inputs) {
        Map<String, Tensor> scaled = new HashMap<>(inputs);
        scaled.put(LoraGradients.LOSS_SCALE, Tensor.scalar(scale.now()));
        return scaled;
    }

    @Override
    public void close() {
        session.close();
    }
}
