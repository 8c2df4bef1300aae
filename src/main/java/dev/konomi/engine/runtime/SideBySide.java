package dev.konomi.engine.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs tasks at the same time, some at once. The calling thread is one of those that work. */
final class SideBySide implements AutoCloseable {
    private final int atOnce;
    private final @Nullable ExecutorService helpers;

    /** @param atOnce tasks that run at the same time at most; with 1 there is no other thread */
    SideBySide(int atOnce) {
        this.atOnce = atOnce;
        this.helpers = atOnce == 1 ? null : Executors.newFixedThreadPool(atOnce - 1, SideBySide::helper);
    }

    int atOnce() {
        return atOnce;
    }

    private static Thread helper(Runnable work) {
        Thread thread = new Thread(work, "side-by-side");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Runs all of them. When it returns or throws, none is still running.
     *
     * @return their results in their order
     * @throws RuntimeException what the first of them, in their order, threw
     */
    <T> List<T> run(List<Supplier<T>> tasks) {
        List<CompletableFuture<T>> results =
                tasks.stream().map(task -> new CompletableFuture<T>()).toList();
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> {
            for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
                run(tasks.get(i), results.get(i));
            }
        };
        List<CompletableFuture<Void>> others = others(worker, Math.min(atOnce, tasks.size()) - 1);
        worker.run();
        others.forEach(CompletableFuture::join);
        List<T> inOrder = new ArrayList<>();
        for (CompletableFuture<T> result : results) {
            inOrder.add(resultOf(result));
        }
        return inOrder;
    }

    private List<CompletableFuture<Void>> others(Runnable worker, int count) {
        ExecutorService threads = helpers;
        return threads == null
                ? List.of()
                : IntStream.range(0, count)
                        .mapToObj(i -> CompletableFuture.runAsync(worker, threads))
                        .toList();
    }

    private static <T> void run(Supplier<T> task, CompletableFuture<T> result) {
        try {
            result.complete(task.get());
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private static <T> T resultOf(CompletableFuture<T> done) {
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        if (helpers != null) {
            helpers.shutdown();
        }
    }
}
