package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.model.NetworkCompiler;
import dev.konomi.engine.model.UnetGraph;
import dev.konomi.engine.model.UnetSize;
import dev.konomi.engine.onnx.OnnxExport;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.ResidentTensors;
import dev.konomi.engine.tensor.Tensor;
import java.util.Map;

/** A folder's UNet alone, without the text encoder and the VAE that a {@link DiffusionModel} opens beside it. */
public final class UnetNetwork implements AutoCloseable {
    private final UnetSession session;
    private final AdapterSlots slots;
    private final ResidentTensors nothing;
    private final boolean adapted;

    private UnetNetwork(UnetSession session, AdapterSlots slots, ResidentTensors nothing, boolean adapted) {
        this.session = session;
        this.slots = slots;
        this.nothing = nothing;
        this.adapted = adapted;
    }

    /** As Konomi serves it. */
    public static UnetNetwork withAdapters(OnnxRuntime runtime, DiffusersFolder folder, int height, int width) {
        byte[] model = new NetworkCompiler(folder).unet(height, width);
        return open(runtime, folder, model, height, width, true);
    }

    /** The graph without adapters, which any batch of it must leave out. */
    public static UnetNetwork base(OnnxRuntime runtime, DiffusersFolder folder, int height, int width) {
        UnetSize size =
                UnetSize.of(folder.unet(), height, width, folder.tokenizer().maxLength());
        byte[] model = OnnxExport.toBytes(UnetGraph.base(folder.unet(), folder.unetWeights(), size), folder.root());
        return open(runtime, folder, model, size.height(), size.width(), false);
    }

    private static UnetNetwork open(
            OnnxRuntime runtime, DiffusersFolder folder, byte[] model, int height, int width, boolean adapted) {
        var how = UnetSession.options(SessionOpener.isSmall(folder), height, width);
        var session = new UnetSession(runtime.session(model, folder.root(), how));
        var slots = new AdapterSlots(runtime, LoraSites.of(folder.unet()));
        return new UnetNetwork(session, slots, runtime.resident(Map.of()), adapted);
    }

    /** As {@link Denoiser#predict}. */
    public Tensor predict(DenoiseBatch batch) {
        if (!adapted) {
            return session.predict(batch, nothing, Map.of());
        }
        AdapterSlots.Inputs adapters = slots.inputs(batch);
        return session.predict(batch, adapters.matrices(), adapters.slots());
    }

    @Override
    public void close() {
        try (session;
                nothing) {
            slots.close();
        }
    }
}
