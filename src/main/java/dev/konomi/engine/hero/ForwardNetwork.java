package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.diffusion.DenoiseBatch;
import dev.konomi.engine.diffusion.Denoiser;
import dev.konomi.engine.diffusion.MappedUnet;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.model.UnetInputs;
import dev.konomi.engine.model.UnetSize;
import dev.konomi.engine.runtime.Device;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** The compiled forward-process graph: noised images and their targets in, loss and gradients out. */
final class ForwardNetwork implements AutoCloseable {
    /** Images in one run: see {@link PolicyNetwork}, whose transitions have two rows each. */
    private static final int ROWS_PER_PIECE = 6;

    private final TrainingSession session;
    private final Optional<MappedUnet> unet;

    private ForwardNetwork(TrainingSession session, Optional<MappedUnet> unet) {
        this.session = session;
        this.unet = unet;
    }

    static ForwardNetwork open(
            OnnxRuntime runtime, DiffusersFolder model, UnetSize size, int rank, Precision precision) {
        var graph = ForwardGraph.build(model.unet(), model.unetWeights(), size, rank, precision);
        var session = TrainingSession.open(runtime, model, graph, precision, ROWS_PER_PIECE);
        // both map the same files; on a GPU, and in another precision, each has weights of its own
        boolean shares = !KeptForGradients.isSmall(model.unetWeights().byteSize())
                && runtime.device() == Device.CPU
                && precision == Precision.F32;
        return new ForwardNetwork(
                session, shares ? Optional.of(MappedUnet.open(runtime, model, size)) : Optional.empty());
    }

    /** Whether {@link #predict} needs nobody. */
    boolean predictsItself() {
        return unet.isPresent();
    }

    /**
     * What any adapter predicts. A large checkpoint's weights are read where its training reads them, or they would be
     * in memory twice.
     *
     * @param otherwise predicts with a checkpoint that is small, or not on the CPU
     * @return as {@link Denoiser#predict}
     */
    Tensor predict(DenoiseBatch batch, Function<DenoiseBatch, Tensor> otherwise) {
        return unet.isPresent() ? unet.get().predict(batch) : otherwise.apply(batch);
    }

    /** Memory that a run takes for each row, in bytes. */
    long bytesPerRow() {
        return session.pieces().bytesPerUnit();
    }

    /**
     * @param latents x_t, [n, channels, height, width]
     * @param timesteps [n], F32
     * @param text [n, tokens, width]
     */
    record Noised(Tensor latents, Tensor timesteps, Tensor text) {
        Noised rows(int from, int to) {
            return new Noised(latents.rows(from, to), timesteps.rows(from, to), text.rows(from, to));
        }
    }

    /**
     * @param loss sum over the batch, weighted
     * @param gradients by every LoRA matrix
     */
    record Result(double loss, SortedMap<String, Tensor> gradients) {}

    /**
     * @param target what the prediction should be, [n, channels, height, width]
     * @param weights of each row in the loss, [n]
     */
    Result run(LoraParameters parameters, Noised noised, Tensor target, Tensor weights) {
        var inputs = session.pieces()
                .of(
                        target.dim(0),
                        (from, to) -> inputs(
                                parameters, noised.rows(from, to), target.rows(from, to), weights.rows(from, to)));
        var wanted = new ArrayList<>(LoraGradients.names(parameters));
        wanted.add(ForwardGraph.LOSS);
        var sum = new GradientSum();
        double loss = 0;
        for (var piece : session.run(inputs, wanted)) {
            loss += Outputs.named(piece, ForwardGraph.LOSS).f32()[0];
            sum.add(LoraGradients.read(parameters, piece));
        }
        return new Result(loss, sum.gradients());
    }

    private static Map<String, Tensor> inputs(LoraParameters parameters, Noised noised, Tensor target, Tensor weights) {
        var inputs = LoraGradients.inputs(parameters);
        inputs.put(UnetInputs.LATENTS, noised.latents());
        inputs.put(UnetInputs.TIMESTEPS, noised.timesteps());
        inputs.put(UnetInputs.TEXT, noised.text());
        inputs.put(ForwardGraph.TARGET, target);
        inputs.put(ForwardGraph.WEIGHT, weights);
        return inputs;
    }

    @Override
    public void close() {
        try (session) {
            unet.ifPresent(MappedUnet::close);
        }
    }
}
