package dev.konomi.engine.model;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.onnx.OnnxExport;

/** The networks of a Diffusers folder as ONNX models, whose weights stay in the folder's files. */
public final class NetworkCompiler {
    /** Goes up whenever the compiler writes another model for the same folder; part of every cache key. */
    public static final int VERSION = 3;

    private final DiffusersFolder folder;
    private final Precision precision;

    /** In F32. */
    public NetworkCompiler(DiffusersFolder folder) {
        this(folder, Precision.F32);
    }

    public NetworkCompiler(DiffusersFolder folder, Precision precision) {
        this.folder = folder;
        this.precision = precision;
    }

    /** {@link TextEncoderGraph}. */
    public byte[] textEncoder() {
        return export(TextEncoderGraph.of(
                folder.textEncoder(),
                folder.textEncoderWeights(),
                folder.tokenizer().maxLength(),
                precision));
    }

    /** {@link UnetGraph#withAdapters} for latents of one size. */
    public byte[] unet(int latentHeight, int latentWidth) {
        UnetSize size = UnetSize.of(
                folder.unet(), latentHeight, latentWidth, folder.tokenizer().maxLength());
        return export(UnetGraph.withAdapters(folder.unet(), folder.unetWeights(), size, precision));
    }

    /** {@link VaeDecoderGraph} for latents of one size. */
    public byte[] vaeDecoder(int latentHeight, int latentWidth) {
        return export(VaeDecoderGraph.of(folder.vae(), folder.vaeWeights(), latentHeight, latentWidth, precision));
    }

    /** {@link VaeEncoderGraph} for pictures of one size. */
    public byte[] vaeEncoder(int heightPx, int widthPx) {
        return export(VaeEncoderGraph.of(folder.vae(), folder.vaeWeights(), heightPx, widthPx, precision));
    }

    /** Height and width of the UNet's latents must be a multiple of this. */
    public int latentMultiple() {
        return 1 << UnetPlan.of(folder.unet()).halvings();
    }

    private byte[] export(Graph graph) {
        return OnnxExport.toBytes(graph, folder.root());
    }
}
