package dev.konomi.engine.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The environment of ONNX Runtime, one per process, for as long as the process lives. Its Java binding frees it in a JVM
 * shutdown hook, and hooks run beside everything else: a graph that still runs when the process is told to stop would
 * work on freed memory and take the JVM down by a SIGSEGV (onnxruntime issue 31352). The environment counts its owners,
 * so one more that never lets go keeps it; the public part of the binding has no way to become one.
 */
final class LastingEnvironment {
    private static final OrtLoggingLevel LEVEL = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
    private static final String NAME = "konomi";

    /**
     * While it is made, version 1.29 matches the command line of the process against a regular expression, with some
     * native frames for each character: 16 kB of class path overflow the usual stack of 1 MB, and the JVM with it.
     */
    private static final long STACK_BYTES = 64L << 20;

    private LastingEnvironment() {}

    static OrtEnvironment get() {
        CompletableFuture<OrtEnvironment> made = new CompletableFuture<>();
        Thread maker = new Thread(null, () -> make(made), "onnxruntime-environment", STACK_BYTES);
        maker.setDaemon(true);
        maker.start();
        try {
            return made.join();
        } catch (CompletionException e) {
            throw new EngineException("ONNX Runtime does not start", e.getCause() == null ? e : e.getCause());
        }
    }

    private static void make(CompletableFuture<OrtEnvironment> made) {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment(LEVEL, NAME);
            own();
            // ONNX Runtime for Linux reports home from version 1.29 on; ORT_DISABLE_TELEMETRY=1 in the process's
            // environment stops even the one message about the process that it sends while it is made
            environment.setTelemetry(false);
            made.complete(environment);
        } catch (ReflectiveOperationException e) {
            made.completeExceptionally(new EngineException(
                    "this version of its Java binding is built differently: see how it frees the environment when the"
                            + " process stops, and mend LastingEnvironment",
                    e));
        } catch (OrtException | RuntimeException | Error e) {
            made.completeExceptionally(e);
        }
    }

    private static void own() throws ReflectiveOperationException {
        Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
        Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
        api.setAccessible(true);
        create.setAccessible(true);
        create.invoke(null, api.getLong(null), LEVEL.getValue(), NAME);
    }
}
