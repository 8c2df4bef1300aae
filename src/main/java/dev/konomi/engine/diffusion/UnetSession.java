package dev.konomi.engine.diffusion;

import dev.konomi.engine.model.UnetGraph;
import dev.konomi.engine.model.UnetInputs;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.runtime.ResidentTensors;
import dev.konomi.engine.runtime.SessionOptions;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A UNet that is open. Where its rows are small, a batch is two runs side by side, each on one thread: a node of some
 * microseconds is not worth waking another thread for. A row's prediction does not depend on the cut.
 */
final class UnetSession implements AutoCloseable {
    /** Of one row's latents; where they are larger, a row alone would miss the second thread. */
    private static final int LARGEST_SMALL_CELLS = 32 * 32;

    private final OnnxSession session;

    UnetSession(OnnxSession session) {
        this.session = session;
    }

    /**
     * How to open it.
     *
     * @param small whether the checkpoint is
     */
    static SessionOptions options(boolean small, int latentHeight, int latentWidth) {
        return SessionOptions.defaults().withAtOnce(small && latentHeight * latentWidth <= LARGEST_SMALL_CELLS ? 2 : 1);
    }

    /**
     * One evaluation.
     *
     * @param others inputs that are not copied, for all rows
     * @param slots of each row by the input's name
     * @return the prediction for every row, [rows, channels, height/8, width/8], F32
     */
    Tensor predict(DenoiseBatch batch, ResidentTensors others, Map<String, Tensor> slots) {
        int rows = batch.rows();
        int runs = Math.min(rows, session.atOnce());
        List<Map<String, Tensor>> inputs = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            inputs.add(rows(batch, slots, run * rows / runs, (run + 1) * rows / runs));
        }
        List<Tensor> predictions = session.runEach(inputs, others, List.of(UnetGraph.PREDICTION)).stream()
                .map(outputs -> Objects.requireNonNull(outputs.get(UnetGraph.PREDICTION)))
                .toList();
        return runs == 1 ? predictions.get(0) : Tensor.concat(predictions);
    }

    private static Map<String, Tensor> rows(DenoiseBatch batch, Map<String, Tensor> slots, int from, int to) {
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put(UnetInputs.LATENTS, batch.latents().rows(from, to));
        inputs.put(UnetInputs.TIMESTEPS, batch.timesteps().rows(from, to));
        inputs.put(UnetInputs.TEXT, batch.text().rows(from, to));
        slots.forEach((name, slot) -> inputs.put(name, slot.rows(from, to)));
        return inputs;
    }

    @Override
    public void close() {
        session.close();
    }
}
