package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.model.NetworkCompiler;
import dev.konomi.engine.model.UnetSize;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.SessionOptions;
import dev.konomi.engine.tensor.Tensor;

/**
 * A checkpoint's UNet with adapters that reads its weights where they stand in the checkpoint's files, in F32. Whoever
 * else maps the same files, such as a training graph, shares their memory; that of a {@link DiffusionModel} is in
 * another form, which is about 15 % faster.
 */
public final class MappedUnet implements AutoCloseable {
    private final UnetSession session;
    private final AdapterSlots slots;

    private MappedUnet(UnetSession session, AdapterSlots slots) {
        this.session = session;
        this.slots = slots;
    }

    /** Opens it for latents of one size. */
    public static MappedUnet open(OnnxRuntime runtime, DiffusersFolder folder, UnetSize size) {
        byte[] onnx = new NetworkCompiler(folder).unet(size.height(), size.width());
        var session = new UnetSession(runtime.session(onnx, folder.root(), SessionOptions.mapped()));
        return new MappedUnet(session, new AdapterSlots(runtime, LoraSites.of(folder.unet())));
    }

    /** As {@link Denoiser#predict}. */
    public Tensor predict(DenoiseBatch batch) {
        AdapterSlots.Inputs adapters = slots.inputs(batch);
        return session.predict(batch, adapters.matrices(), adapters.slots());
    }

    @Override
    public void close() {
        try (session) {
            slots.close();
        }
    }
}
