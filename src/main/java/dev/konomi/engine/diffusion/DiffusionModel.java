package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.SchedulerConfig;
import dev.konomi.engine.checkpoint.VaeConfig;
import dev.konomi.engine.checkpoint.WidenedCheckpoint;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.model.NetworkCompiler;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.model.TextEncoderGraph;
import dev.konomi.engine.model.VaeDecoderGraph;
import dev.konomi.engine.runtime.Device;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.runtime.SessionOptions;
import dev.konomi.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The base model: a checkpoint's networks, compiled and open on a device. Only the device thread (a {@link DenoiseLoop},
 * or a test) runs the networks; everything else may be asked from any thread.
 */
public final class DiffusionModel implements Denoiser, AutoCloseable {
    private final DiffusersFolder folder;
    private final DiffusionOptions options;
    private final NetworkCompiler compiler;
    private final SessionOpener opener;
    private final ClipTokenizer tokenizer;
    private final List<LoraSiteShape> sites;
    private final AdapterSlots slots;
    private final OnnxSession textEncoder;
    private final Map<PictureSize, SizedNetworks> sized;
    private final Map<String, Tensor> texts;

    private record PictureSize(int heightPx, int widthPx) {}

    private DiffusionModel(DiffusersFolder folder, OnnxRuntime runtime, Path cacheFolder, DiffusionOptions options) {
        this.folder = folder;
        this.options = options;
        this.compiler = new NetworkCompiler(folder, options.precision());
        this.opener = new SessionOpener(folder, runtime, cacheFolder, options.precision());
        this.tokenizer = ClipTokenizer.of(folder.tokenizer());
        this.sites = LoraSites.of(folder.unet());
        this.slots = new AdapterSlots(runtime, sites);
        this.sized = new LruMap<>(options.openSizes(), SizedNetworks::close);
        this.texts = new LruMap<>(options.cachedTexts(), text -> {});
        this.textEncoder =
                opener.open("text-encoder", SessionOpener.Use.USUAL, SessionOptions.defaults(), compiler::textEncoder);
    }

    /**
     * Compiles and opens the networks for pictures of the default size; other sizes follow when they are asked for.
     *
     * @param cacheFolder keeps what the runtime made of the networks, for a fast second start
     */
    public static DiffusionModel open(
            DiffusersFolder folder, OnnxRuntime runtime, Path cacheFolder, DiffusionOptions options) {
        boolean widens = options.precision() == Precision.F32
                && runtime.device() == Device.CPU
                && !SessionOpener.isSmall(folder);
        DiffusersFolder files = widens ? WidenedCheckpoint.of(folder, cacheFolder) : folder;
        DiffusionModel model = new DiffusionModel(files, runtime, cacheFolder, options);
        try {
            model.networks(model.usual());
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** SHA-256 of the checkpoint. */
    public String digest() {
        return folder.digest();
    }

    /** The files that the networks read: those that were handed in, or their twin in single precision. */
    public DiffusersFolder folder() {
        return folder;
    }

    /** Height and width of the pictures that the model was trained on. */
    public int defaultSizePx() {
        return folder.unet().sampleSize() * VaeConfig.SCALE;
    }

    /** Height and width of a picture must be a multiple of this. */
    public int sizeMultiplePx() {
        return compiler.latentMultiple() * VaeConfig.SCALE;
    }

    /** What LoRA may change, in execution order. */
    public List<LoraSiteShape> loraSites() {
        return sites;
    }

    /** Tokens of a prompt, start and end included, before it is cut to {@link #maxTokens}. */
    public int tokenCount(String prompt) {
        return tokenizer.tokenCount(prompt);
    }

    public int maxTokens() {
        return tokenizer.maxLength();
    }

    @Override
    public void check(SampleRequest request) {
        int height = request.heightPx();
        int width = request.widthPx();
        if (height % sizeMultiplePx() != 0 || width % sizeMultiplePx() != 0) {
            throw new IllegalArgumentException("expected a height and a width that are multiples of " + sizeMultiplePx()
                    + ", found " + width + "x" + height);
        }
        if ((long) height * width > options.maxPixels()) {
            throw new IllegalArgumentException(
                    "expected at most " + options.maxPixels() + " pixels, found " + width + "x" + height);
        }
        slots.check(request.adapter());
    }

    @Override
    public int[] latentShape(int heightPx, int widthPx) {
        return new int[] {folder.unet().inChannels(), heightPx / VaeConfig.SCALE, widthPx / VaeConfig.SCALE};
    }

    @Override
    public SchedulerConfig scheduler() {
        return folder.scheduler();
    }

    @Override
    public Precision precision() {
        return options.precision();
    }

    @Override
    public Tensor encode(String prompt) {
        Tensor known = texts.get(prompt);
        if (known != null) {
            return known;
        }
        Tensor states = runTextEncoder(prompt);
        texts.put(prompt, states);
        return states;
    }

    @Override
    public Tensor predict(DenoiseBatch batch) {
        AdapterSlots.Inputs adapters = slots.inputs(batch);
        UnetSession unet = networks(sizeOf(batch.latents())).unet();
        return unet.predict(batch, adapters.matrices(), adapters.slots());
    }

    @Override
    public Tensor decode(Tensor latents) {
        return run(
                networks(sizeOf(latents)).vaeDecoder(),
                Map.of(VaeDecoderGraph.LATENTS, latents),
                VaeDecoderGraph.PIXELS);
    }

    @Override
    public void close() {
        sized.values().forEach(SizedNetworks::close);
        sized.clear();
        slots.close();
        textEncoder.close();
    }

    private Tensor runTextEncoder(String prompt) {
        long[] ids = tokenizer.encode(prompt);
        Tensor tokens = Tensor.i64(new int[] {1, ids.length}, ids);
        Tensor states = run(textEncoder, Map.of(TextEncoderGraph.TOKENS, tokens), TextEncoderGraph.STATES);
        return states.reshape(states.dim(1), states.dim(2));
    }

    private SizedNetworks networks(PictureSize size) {
        SizedNetworks open = sized.get(size);
        if (open == null) {
            open = openNetworks(size);
            sized.put(size, open);
        }
        return open;
    }

    private SizedNetworks openNetworks(PictureSize size) {
        int height = size.heightPx() / VaeConfig.SCALE;
        int width = size.widthPx() / VaeConfig.SCALE;
        String suffix = "-" + size.widthPx() + "x" + size.heightPx();
        SessionOpener.Use use = size.equals(usual()) ? SessionOpener.Use.USUAL : SessionOpener.Use.OTHER;
        SessionOptions how = UnetSession.options(SessionOpener.isSmall(folder), height, width);
        UnetSession unet = new UnetSession(opener.open("unet" + suffix, use, how, () -> compiler.unet(height, width)));
        try {
            return new SizedNetworks(
                    unet,
                    opener.open(
                            "vae-decoder" + suffix,
                            use,
                            SessionOptions.defaults(),
                            () -> compiler.vaeDecoder(height, width)));
        } catch (RuntimeException e) {
            unet.close();
            throw e;
        }
    }

    private PictureSize usual() {
        return new PictureSize(defaultSizePx(), defaultSizePx());
    }

    private static PictureSize sizeOf(Tensor latents) {
        return new PictureSize(latents.dim(2) * VaeConfig.SCALE, latents.dim(3) * VaeConfig.SCALE);
    }

    private static Tensor run(OnnxSession session, Map<String, Tensor> inputs, String output) {
        return Objects.requireNonNull(session.run(inputs, List.of(output)).get(output));
    }
}
