package dev.konomi.engine.diffusion;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Work that needs the device for one tick, and who waits for it. */
record TrainingTick<T>(Callable<T> work, CompletableFuture<T> future) {
    /** Runs the work; its failure is its own and not the loop's. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    void run(Executor completions) {
        try {
            T result = work.call();
            completions.execute(() -> future.complete(result));
        } catch (Exception | Error e) {
            fail(e, completions);
        }
    }

    void fail(Throwable failure, Executor completions) {
        completions.execute(() -> future.completeExceptionally(failure));
    }
}
