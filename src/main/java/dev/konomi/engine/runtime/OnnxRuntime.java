package dev.konomi.engine.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Opens graphs on one device. The environment of ONNX Runtime is one per process and lives as long as it, and each
 * session is closed by whoever opened it; closing this ends those that were lent and stayed open after that.
 */
public final class OnnxRuntime implements AutoCloseable {

    /** Lent sessions that nobody uses: one recipe's training graph, about 120 MiB with the bundled model. */
    private static final int IDLE_SESSIONS = 1;

    private final OrtEnvironment environment;
    private final RuntimeOptions options;
    private final IdleSessions idle = new IdleSessions(IDLE_SESSIONS);
    private final Optional<String> whyNotCuda;
    private volatile boolean closed;

    private OnnxRuntime(OrtEnvironment environment, RuntimeOptions options, Optional<String> whyNotCuda) {
        this.environment = environment;
        this.options = options;
        this.whyNotCuda = whyNotCuda;
    }

    /**
     * Loads the native libraries, which every later {@link #open} of this process finds loaded.
     *
     * @param cacheFolder keeps them unpacked
     */
    public static void load(Path cacheFolder) {
        NativeLibraries.unpackOnce(cacheFolder);
        LastingEnvironment.get();
    }

    /**
     * Opens the device that was chosen.
     *
     * @throws EngineException when that is {@link Device#CUDA} and something is missing for it, which the message names
     */
    public static OnnxRuntime open(RuntimeOptions options) {
        return new OnnxRuntime(LastingEnvironment.get(), options, whyNotCuda(options.device()));
    }

    /** Never {@link Device#AUTO}. */
    public Device device() {
        return whyNotCuda.isEmpty() ? Device.CUDA : Device.CPU;
    }

    /** Why the GPU is not used, as half a sentence; empty where it is. */
    public Optional<String> whyNotCuda() {
        return whyNotCuda;
    }

    public RuntimeOptions options() {
        return options;
    }

    /** The version of ONNX Runtime, part of the key of everything cached from it. */
    public String version() {
        return environment.getVersion();
    }

    /**
     * Opens a model.
     *
     * @param externalDataFolder the folder that the model was exported against
     */
    public OnnxSession session(byte[] onnx, Path externalDataFolder, SessionOptions how) {
        return session(onnx, externalDataFolder, how, OnnxSession::end);
    }

    /**
     * The same, for a graph that is often wanted again and slow to open. Who closes the session gives it back, and it
     * stays open for who wants the same model next; one at most stays so. Until then it is the caller's alone.
     */
    public OnnxSession lentSession(byte[] onnx, Path externalDataFolder, SessionOptions how) {
        IdleSessions.Key key = IdleSessions.Key.of(onnx, externalDataFolder, how);
        return idle.take(key)
                .orElseGet(() -> session(onnx, externalDataFolder, how, session -> idle.give(key, session)));
    }

    private OnnxSession session(
            byte[] onnx, Path externalDataFolder, SessionOptions how, Consumer<OnnxSession> whenClosed) {
        requireOpen();
        try (OrtSession.SessionOptions built = nativeOptions(externalDataFolder, how)) {
            OrtSession session = environment.createSession(onnx, built);
            return new OnnxSession(environment, session, runsAtOnce(how), whenClosed);
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime refuses the model", e);
        }
    }

    /** Makes room for F32 inputs that stay between runs, all zeros; the caller closes it. */
    public ResidentTensors resident(Map<String, int[]> shapes) {
        requireOpen();
        return new ResidentTensors(environment, shapes);
    }

    /** Opens a model whose weights stand in it. */
    public OnnxSession session(byte[] onnx) {
        return session(onnx, Path.of(""), SessionOptions.defaults());
    }

    /**
     * Opens a model by way of a file that keeps what the runtime made of it; later calls with the same file skip the
     * rewriting. The file is good for this version of the runtime, this device and this kind of processor, and so
     * must be its name. A file that does not open, because its writer was cut off, is made anew.
     *
     * @param onnx asked only when the file is missing or broken
     */
    public OnnxSession cachedSession(
            Supplier<byte[]> onnx, Path externalDataFolder, SessionOptions how, Path cacheFile, WeightPlace place) {
        requireOpen();
        KeptModel kept = new KeptModel(cacheFile, place);
        // weights that are in neither file are where the model was exported from
        Path weights = place == WeightPlace.BESIDE ? kept.folder() : externalDataFolder;
        SessionOptions asKept = how.withOptimisation(Optimisation.NONE);
        try {
            if (kept.exists()) {
                try {
                    return session(kept.read(), weights, asKept);
                } catch (EngineException broken) {
                    kept.delete();
                }
            }
            try (OrtSession.SessionOptions built = nativeOptions(externalDataFolder, how)) {
                kept.write(
                        built,
                        options ->
                                environment.createSession(onnx.get(), options).close());
            } catch (OrtException e) {
                throw new EngineException("ONNX Runtime refuses the model", e);
            }
            return session(kept.read(), weights, asKept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the memory of sessions that were closed back to the system: some milliseconds, once per training or so. */
    public void trimMemory() {
        NativeMemory.trim();
    }

    @Override
    public void close() {
        closed = true;
        idle.close();
    }

    private int runsAtOnce(SessionOptions how) {
        return device() == Device.CUDA ? 1 : Math.min(how.atOnce(), options.threads());
    }

    private OrtSession.SessionOptions nativeOptions(Path externalDataFolder, SessionOptions how) throws OrtException {
        OrtSession.SessionOptions built = new OrtSession.SessionOptions();
        built.setIntraOpNumThreads(options.threads() - runsAtOnce(how) + 1);
        built.setInterOpNumThreads(1);
        built.setOptimizationLevel(level(how.optimisation()));
        built.setCPUArenaAllocator(how.arena() && options.arena());
        // one block planned for each shape of batch: no faster, and up to twice the memory from the second run on
        built.setMemoryPatternOptimization(false);
        built.addConfigEntry("session.intra_op.allow_spinning", options.spinning() ? "1" : "0");
        built.addConfigEntry("session.disable_prepacking", how.prepacking() ? "0" : "1");
        built.addConfigEntry(
                "session.model_external_initializers_file_folder_path",
                externalDataFolder.toAbsolutePath().normalize().toString());
        if (device() == Device.CUDA) {
            addCuda(built);
        }
        return built;
    }

    /** With products of F32 in F32: the runtime's default, TF32, keeps 10 bits of the LoRA weights and the gradients. */
    private static void addCuda(OrtSession.SessionOptions built) throws OrtException {
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
            cuda.add("use_tf32", "0");
            built.addCUDA(cuda);
        }
    }

    private static OrtSession.SessionOptions.OptLevel level(Optimisation optimisation) {
        return switch (optimisation) {
            case NONE -> OrtSession.SessionOptions.OptLevel.NO_OPT;
            case BASIC -> OrtSession.SessionOptions.OptLevel.BASIC_OPT;
            case EXTENDED -> OrtSession.SessionOptions.OptLevel.EXTENDED_OPT;
            case ALL -> OrtSession.SessionOptions.OptLevel.ALL_OPT;
        };
    }

    private static Optional<String> whyNotCuda(Device device) {
        return switch (device) {
            case CPU -> Optional.of("the CPU was asked for");
            case AUTO -> CudaCheck.here().missing();
            case CUDA -> {
                requireCuda(CudaCheck.here());
                yield Optional.empty();
            }
        };
    }

    static void requireCuda(CudaCheck check) {
        check.missing().ifPresent(missing -> {
            throw new EngineException("device cuda was asked for, but " + missing + "; or choose device auto or cpu");
        });
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this runtime is closed");
        }
    }
}
