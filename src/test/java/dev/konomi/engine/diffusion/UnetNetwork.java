package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.model.NetworkCompiler;
import dev.konomi.engine.model.UnetGraph;
import dev.konomi.engine.model.UnetInputs;
import dev.konomi.engine.model.UnetSize;
import dev.konomi.engine.onnx.OnnxExport;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.runtime.SessionOptions;
import dev.konomi.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A folder's UNet alone, without the text encoder and the VAE that a {@link DiffusionModel} opens beside it. */
public final class UnetNetwork implements AutoCloseable {
    private final OnnxSession session;
    private final AdapterSlots slots;
    private final boolean adapted;

    private UnetNetwork(OnnxSession session, AdapterSlots slots, boolean adapted) {
        this.session = session;
        this.slots = slots;
        this.adapted = adapted;
    }

    /** As Konomi serves it. */
    public static UnetNetwork withAdapters(OnnxRuntime runtime, DiffusersFolder folder, int height, int width) {
        byte[] model = new NetworkCompiler(folder).unet(height, width);
        return open(runtime, folder, model, true);
    }

    /** The graph without adapters, which any batch of it must leave out. */
    public static UnetNetwork base(OnnxRuntime runtime, DiffusersFolder folder, int height, int width) {
        UnetSize size =
                UnetSize.of(folder.unet(), height, width, folder.tokenizer().maxLength());
        byte[] model = OnnxExport.toBytes(UnetGraph.base(folder.unet(), folder.unetWeights(), size), folder.root());
        return open(runtime, folder, model, false);
    }

    private static UnetNetwork open(OnnxRuntime runtime, DiffusersFolder folder, byte[] model, boolean adapted) {
        OnnxSession session = runtime.session(model, folder.root(), SessionOptions.defaults());
        return new UnetNetwork(session, new AdapterSlots(runtime, LoraSites.of(folder.unet())), adapted);
    }

    /** As {@link Denoiser#predict}. */
    public Tensor predict(DenoiseBatch batch) {
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put(UnetInputs.LATENTS, batch.latents());
        inputs.put(UnetInputs.TIMESTEPS, batch.timesteps());
        inputs.put(UnetInputs.TEXT, batch.text());
        List<String> outputs = List.of(UnetGraph.PREDICTION);
        if (!adapted) {
            return Objects.requireNonNull(session.run(inputs, outputs).get(UnetGraph.PREDICTION));
        }
        AdapterSlots.Inputs adapters = slots.inputs(batch);
        inputs.putAll(adapters.slots());
        return Objects.requireNonNull(
                session.run(inputs, adapters.matrices(), outputs).get(UnetGraph.PREDICTION));
    }

    @Override
    public void close() {
        try (session) {
            slots.close();
        }
    }
}
