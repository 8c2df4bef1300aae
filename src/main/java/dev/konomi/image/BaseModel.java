package dev.konomi.image;

import dev.konomi.adapter.BaseModelSites;
import dev.konomi.engine.checkpoint.BundledModel;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.KnownDigests;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.diffusion.ClipTokenizer;
import dev.konomi.engine.diffusion.DenoiseLoop;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.diffusion.DiffusionOptions;
import dev.konomi.engine.diffusion.LoopOptions;
import dev.konomi.engine.hero.HeroTrainer;
import dev.konomi.engine.hero.TickRunner;
import dev.konomi.engine.hero.VersionExaminer;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.runtime.Device;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The one loaded base model, and the only bean that owns objects of the engine. Its files are checked while the process
 * starts, so that the model's name and LoRA sites are known from the first request on; the networks are opened in the
 * background.
 */
@ApplicationScoped
public class BaseModel implements BaseModelSites {
    private static final Logger LOG = Logger.getLogger(BaseModel.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int PIXELS_PER_LATENT = 8;
    /** Of a prompt's tokens, two only mark its start and its end. */
    private static final int FRAME_TOKENS = 2;

    private final EngineConfig config;
    private final ModelConfig modelConfig;
    private final Path data;
    private final CompletableFuture<Checkpoint> checkpoint = new CompletableFuture<>();
    private final CompletableFuture<Loaded> loaded = new CompletableFuture<>();

    BaseModel(EngineConfig config, ModelConfig modelConfig, @ConfigProperty(name = "konomi.data") Path data) {
        this.config = config;
        this.modelConfig = modelConfig;
        this.data = data;
    }

    /** What the files say; quick to read. */
    private record Checkpoint(DiffusersFolder folder, ClipTokenizer tokenizer, List<LoraSiteShape> sites) {}

    /** What runs. */
    private record Loaded(OnnxRuntime runtime, DiffusionModel networks, DenoiseLoop loop) {}

    // before those who ask for its digest when they start
    void start(@Observes @Priority(100) StartupEvent started) {
        if (config.device() == Device.CUDA) {
            openDevice(Machine.here().cores(), true).close(); // what is missing must not show in the log only
        }
        Thread loading = new Thread(this::load, "base-model-loading");
        loading.setDaemon(true);
        loading.start();
    }

    // after those who paint have stopped
    void stop(@Observes @Priority(5000) ShutdownEvent stopped) {
        loaded.cancel(false);
        if (isReady()) {
            Loaded running = loaded.join();
            running.loop().close();
            running.networks().close();
            running.runtime().close();
        }
    }

    private void load() {
        long begin = System.nanoTime();
        try {
            Path cache = config.cacheFolder().orElse(data.resolve("cache"));
            Path files = modelConfig.path().orElseGet(() -> BundledModel.materialize(cache));
            DiffusersFolder folder = DiffusersFolder.open(files, KnownDigests.in(cache.resolve("digests.txt")));
            folder.digest();
            checkpoint.complete(
                    new Checkpoint(folder, ClipTokenizer.of(folder.tokenizer()), LoraSites.of(folder.unet())));
            EngineSizing sizing = EngineSizing.of(config, Machine.here(), folder);
            OnnxRuntime runtime = openDevice(sizing.threads(), sizing.arena());
            Precision precision = config.precision().orElse(fastest(runtime.device()));
            LOG.infof("engine: %s, %s, %s", nameOf(runtime), precision, sizing);
            DiffusionModel networks =
                    DiffusionModel.open(folder, runtime, cache, DiffusionOptions.DEFAULT.withPrecision(precision));
            long usual = networks.defaultSizePx();
            DenoiseLoop loop = DenoiseLoop.start(
                    networks,
                    new LoopOptions(sizing.batchLimit(), sizing.decodeLimit(), config.queueLimit(), usual * usual));
            if (loaded.complete(new Loaded(runtime, networks, loop))) {
                LOG.infof(
                        "base model %s is ready after %.1f s",
                        folder.root(),
                        Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0);
            } else {
                loop.close();
                networks.close();
            }
        } catch (RuntimeException | Error e) {
            LOG.error("the base model cannot be loaded", e);
            checkpoint.completeExceptionally(e);
            loaded.completeExceptionally(e);
        }
    }

    private OnnxRuntime openDevice(int threads, boolean arena) {
        return OnnxRuntime.open(new RuntimeOptions(config.device(), threads, false, arena));
    }

    private static Precision fastest(Device device) {
        return device == Device.CUDA ? Precision.F16 : Precision.F32;
    }

    private static String nameOf(OnnxRuntime runtime) {
        return runtime.device()
                + runtime.whyNotCuda().map(why -> " (" + why + ")").orElse("");
    }

    /** SHA-256 over all files of the base model; waits for them to be read. */
    @Override
    public String digest() {
        return read().folder().digest();
    }

    @Override
    public List<LoraSiteShape> sites() {
        return read().sites();
    }

    /** Runs what needs the networks as soon as they are open; never where they cannot be opened. */
    public void whenReady(Runnable work) {
        var unused = loaded.thenRun(work);
    }

    /** Whether images can be painted now. */
    public boolean isReady() {
        return loaded.isDone() && !loaded.isCompletedExceptionally();
    }

    /** Why it will never be ready; null while there is hope. */
    String trouble() {
        if (!loaded.isCompletedExceptionally()) {
            return "";
        }
        try {
            loaded.join();
            return "";
        } catch (CompletionException | java.util.concurrent.CancellationException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** The loop that paints; 503 while the model is loading. */
    public DenoiseLoop loop() {
        return running().loop();
    }

    /** The loop that paints with exactly this base model; 503 when another one is loaded. */
    public DenoiseLoop loopOf(String baseDigest) {
        requireDigest(baseDigest);
        return loop();
    }

    /** The trainer of exactly this base model; 503 while it is loading or another one is loaded. */
    public HeroTrainer trainerOf(String baseDigest) {
        requireDigest(baseDigest);
        Loaded running = running();
        return new HeroTrainer(
                running.runtime(), running.networks().folder(), running.networks(), HeroTrainer.TRANSITIONS_PER_TICK);
    }

    /** Who asks exactly this base model about images; 503 while it is loading or another one is loaded. */
    public VersionExaminer examinerOf(String baseDigest) {
        requireDigest(baseDigest);
        Loaded running = running();
        return new VersionExaminer(running.runtime(), running.networks());
    }

    /** Runs pieces of a training as ticks of the loop, so that whoever waits for an image goes first. */
    public TickRunner trainingTicks() {
        DenoiseLoop loop = loop();
        return new TickRunner() {
            @Override
            public <T> T run(Supplier<T> work) {
                try {
                    return loop.runTick(work::get).join();
                } catch (CompletionException e) {
                    throw e.getCause() instanceof RuntimeException cause ? cause : e;
                }
            }
        };
    }

    /** Tokens of a prompt, without those that mark its start and end. */
    int tokenCount(String text) {
        return Math.max(0, read().tokenizer().tokenCount(text) - FRAME_TOKENS);
    }

    int maxTokens() {
        return read().tokenizer().maxLength() - FRAME_TOKENS;
    }

    /** The side of the pictures that the model was trained on. */
    int defaultSidePx() {
        return read().folder().unet().sampleSize() * PIXELS_PER_LATENT;
    }

    private void requireDigest(String baseDigest) {
        if (!digest().equals(baseDigest)) {
            throw new ProblemException(
                            ProblemKind.UNAVAILABLE,
                            "This needs the base model " + baseDigest + ", and this server runs " + digest() + ".")
                    .withRetryAfter(RETRY_AFTER);
        }
    }

    private Checkpoint read() {
        try {
            return checkpoint.join();
        } catch (CompletionException e) {
            throw unavailable(e);
        }
    }

    private Loaded running() {
        if (!loaded.isDone()) {
            throw new ProblemException(ProblemKind.UNAVAILABLE, "The base model is loading.")
                    .withRetryAfter(RETRY_AFTER);
        }
        try {
            return loaded.join();
        } catch (CompletionException | java.util.concurrent.CancellationException e) {
            throw unavailable(e);
        }
    }

    private static ProblemException unavailable(RuntimeException e) {
        return new ProblemException(
                        ProblemKind.UNAVAILABLE, "The base model could not be loaded; the server's log says why.", e)
                .withRetryAfter(Duration.ofMinutes(1));
    }
}
