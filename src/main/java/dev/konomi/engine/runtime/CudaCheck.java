package dev.konomi.engine.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is missing for CUDA, in the order in which one would put it right: the build, the driver, the libraries.
 *
 * @param inBuild whether this build carries the runtime for GPUs
 * @param exists whether a file exists
 * @param start loads the runtime's CUDA provider
 */
record CudaCheck(boolean inBuild, Predicate<Path> exists, Start start) {
    /** Where the driver shows itself: on Linux, and under WSL. */
    private static final List<Path> DRIVER = List.of(Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"));

    /** Fails where the provider or a library that it needs does not load. */
    @FunctionalInterface
    interface Start {
        void run() throws OrtException;
    }

    static CudaCheck here() {
        return new CudaCheck(
                OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), Files::exists, CudaCheck::load);
    }

    /** A sentence on what is missing and what to do about it; empty where CUDA starts. */
    Optional<String> missing() {
        if (!inBuild) {
            return Optional.of("this build carries the runtime for the CPU only: build it with ./mvnw package -Pcuda");
        }
        if (DRIVER.stream().noneMatch(exists)) {
            return Optional.of("there is no NVIDIA driver, neither " + DRIVER.get(0) + " nor " + DRIVER.get(1)
                    + " exists: install it, or give the container the GPU (docker run --gpus all; in Kubernetes the"
                    + " resource limit nvidia.com/gpu)");
        }
        try {
            start.run();
            return Optional.empty();
        } catch (OrtException e) {
            return Optional.of("a library cannot be loaded (" + e.getMessage() + "): install the CUDA and cuDNN"
                    + " libraries that this ONNX Runtime needs, where the loader finds them (LD_LIBRARY_PATH)");
        }
    }

    private static void load() throws OrtException {
        try (OrtSession.SessionOptions probe = new OrtSession.SessionOptions()) {
            probe.addCUDA(0);
        }
    }
}
