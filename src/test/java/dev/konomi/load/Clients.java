package dev.konomi.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** Clients that ask again as soon as they are answered, for a while. */
final class Clients {
    private final Api api;
    private final IntFunction<Api.Picture> asking;
    private final AtomicInteger asked = new AtomicInteger();

    /** @param asking the picture of each request, by its number */
    Clients(Api api, IntFunction<Api.Picture> asking) {
        this.api = api;
        this.asking = asking;
    }

    /** Runs so many clients at once. */
    Run run(int clients, double seconds) {
        return run(clients, seconds, clients);
    }

    /**
     * The same behind a gate.
     *
     * @param atOneTime requests that the gate lets through; those that wait before it wait on the clock
     */
    Run run(int clients, double seconds, int atOneTime) {
        List<Double> latencies = Collections.synchronizedList(new ArrayList<>());
        Semaphore gate = new Semaphore(atOneTime, true);
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        AtomicLong last = new AtomicLong(begin);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        for (int i = 0; i < clients; i++) {
            threads.execute(() -> {
                while (System.nanoTime() < end) {
                    latencies.add(ask(gate) / 1e9);
                    last.accumulateAndGet(System.nanoTime(), Math::max);
                }
            });
        }
        finish(threads);
        return Run.of(latencies, (last.get() - begin) / 1e9);
    }

    private long ask(Semaphore gate) {
        long begin = System.nanoTime();
        gate.acquireUninterruptibly();
        try {
            api.paint(asking.apply(asked.getAndIncrement())).expect(200);
        } finally {
            gate.release();
        }
        return System.nanoTime() - begin;
    }

    private static void finish(ExecutorService threads) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the clients did not come to an end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
