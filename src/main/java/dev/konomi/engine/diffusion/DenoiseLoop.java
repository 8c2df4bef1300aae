package dev.konomi.engine.diffusion;

import dev.konomi.engine.runtime.EngineException;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Step-level continuous batching. One thread owns the device. Each tick moves the samples that are in flight by one
 * step, whatever their prompt, adapter, time step or purpose, in one UNet call; finished ones are decoded and new ones
 * join at the next tick. Training ticks run in between; an interactive sample waits for one of them at most, and mostly for
 * none.
 */
public final class DenoiseLoop implements AutoCloseable {
    /** Training that is held back for pictures gets a tick after so many times its length. */
    private static final int TRAINING_SHARE = 8;

    private final Denoiser denoiser;
    private final Stepper stepper;
    private final LoopOptions options;
    private final Executor completions;
    private final LongSupplier nanoTime;
    private final @Nullable Thread thread;

    private final Inbox<Sample> arrivals = new Inbox<>();
    private final Inbox<TrainingTick<?>> trainingArrivals = new Inbox<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean closed;

    // touched by the device thread only
    private final FairQueue queue = new FairQueue();
    private final List<Sample> denoised = new ArrayList<>();
    private final Deque<TrainingTick<?>> training = new ArrayDeque<>();
    private boolean trainedLast;
    private long trainingEnd;
    private long trainingNanos;
    private long steps;

    private DenoiseLoop(
            Denoiser denoiser, LoopOptions options, Executor completions, LongSupplier nanoTime, boolean threaded) {
        this.denoiser = denoiser;
        this.stepper = new Stepper(denoiser);
        this.options = options;
        this.completions = completions;
        this.nanoTime = nanoTime;
        this.thread = threaded ? new Thread(this::runUntilClosed, "denoise-loop") : null;
    }

    /** A loop with its own device thread. The denoiser stays the caller's to close, after the loop. */
    public static DenoiseLoop start(Denoiser denoiser, LoopOptions options) {
        DenoiseLoop loop = new DenoiseLoop(denoiser, options, ForkJoinPool.commonPool(), System::nanoTime, true);
        if (loop.thread != null) {
            loop.thread.setDaemon(true);
            loop.thread.start();
        }
        return loop;
    }

    /** A loop without a thread, which {@link #tick} turns by hand; futures complete inside of tick. */
    static DenoiseLoop handCranked(Denoiser denoiser, LoopOptions options, LongSupplier nanoTime) {
        return new DenoiseLoop(denoiser, options, Runnable::run, nanoTime, false);
    }

    /**
     * Queues a sample.
     *
     * @return the picture; cancelling the future takes the sample out at the next tick
     * @throws IllegalArgumentException when the networks cannot paint what is requested
     * @throws QueueFullException when as many samples as allowed are unfinished
     */
    public CompletableFuture<SampleResult> submit(SampleRequest request) {
        denoiser.check(request);
        checkInitialNoise(request);
        Course course = request.sampler().course(denoiser.scheduler(), request.steps());
        if (unfinished.incrementAndGet() > options.queueLimit()) {
            unfinished.decrementAndGet();
            throw new QueueFullException(options.queueLimit());
        }
        CompletableFuture<SampleResult> future = new CompletableFuture<>();
        var unused = future.whenComplete((result, failure) -> unfinished.decrementAndGet());
        if (!arrivals.offer(new Sample(request, future, course))) {
            future.completeExceptionally(new LoopClosedException());
        }
        wake.release();
        return future;
    }

    /** Unfinished samples, running ones included. */
    public int queued() {
        return unfinished.get();
    }

    /** Runs work that needs the device, such as a part of a training step, as one tick on the device thread. */
    public <T> CompletableFuture<T> runTick(Callable<T> work) {
        TrainingTick<T> tick = new TrainingTick<>(work, new CompletableFuture<>());
        if (!trainingArrivals.offer(tick)) {
            tick.fail(new LoopClosedException(), completions);
        }
        wake.release();
        return tick.future();
    }

    /** Ends after the running tick; what is unfinished fails with {@link LoopClosedException}. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        wake.release();
        if (thread != null) {
            joinUninterruptibly(thread);
        }
        admit();
        arrivals.close().forEach(queue::add);
        training.addAll(trainingArrivals.close());
        queue.samples().forEach(sample -> fail(sample, new LoopClosedException()));
        denoised.forEach(sample -> fail(sample, new LoopClosedException()));
        training.forEach(tick -> tick.fail(new LoopClosedException(), completions));
    }

    /**
     * One turn of the device: a training tick, or one step of a batch with the decoding that is due.
     *
     * @return false when there was nothing to do
     */
    boolean tick() {
        admit();
        if (trainingIsDue()) {
            trainingTick();
            return true;
        }
        trainedLast = false;
        List<Sample> batch = queue.pick(options);
        step(batch);
        boolean decoded = decodeSome();
        return !batch.isEmpty() || decoded;
    }

    private void runUntilClosed() {
        while (!closed) {
            wake.drainPermits();
            if (!tick()) {
                wake.acquireUninterruptibly();
            }
        }
    }

    private void admit() {
        arrivals.drain().forEach(queue::add);
        training.addAll(trainingArrivals.drain());
        queue.removeDone();
        denoised.removeIf(Sample::isDone);
        training.removeIf(tick -> tick.future().isDone());
    }

    /**
     * Training takes turns with rounds. While somebody waits for a picture it holds back, until it has had less than its
     * share of the device's time, and then no sample waits for a second of its ticks.
     */
    private boolean trainingIsDue() {
        boolean samplesTurn = trainedLast && !(queue.isEmpty() && denoised.isEmpty());
        if (training.isEmpty() || samplesTurn) {
            return false;
        }
        if (!somebodyWaits()) {
            return true;
        }
        long heldBack = nanoTime.getAsLong() - trainingEnd;
        boolean somebodyHasWaited = queue.interactive().anyMatch(Sample::hasWaitedForTraining);
        return !somebodyHasWaited && heldBack >= TRAINING_SHARE * trainingNanos;
    }

    private boolean somebodyWaits() {
        return queue.interactive().findAny().isPresent()
                || denoised.stream().anyMatch(sample -> sample.priority() == Priority.INTERACTIVE);
    }

    private void trainingTick() {
        long begin = nanoTime.getAsLong();
        training.removeFirst().run(completions);
        trainedLast = true;
        trainingEnd = nanoTime.getAsLong();
        trainingNanos = trainingEnd - begin;
        admit(); // whoever arrived meanwhile has waited for this tick too
        queue.interactive().forEach(Sample::waitForTraining);
    }

    private void step(List<Sample> picked) {
        long begin = nanoTime.getAsLong();
        List<Sample> batch = started(picked);
        if (batch.isEmpty()) {
            return;
        }
        try {
            stepper.step(batch);
        } catch (RuntimeException | Error e) {
            batch.forEach(sample -> abandon(sample, e));
            return;
        }
        share(nanoTime.getAsLong() - begin, batch);
        steps++;
        for (Sample sample : batch) {
            if (sample.isDenoised()) {
                queue.remove(sample);
                sample.denoised(steps);
                denoised.add(sample);
            }
        }
    }

    /** Starts those that are new; one that cannot start fails alone. */
    private List<Sample> started(List<Sample> picked) {
        List<Sample> batch = new ArrayList<>(picked.size());
        for (Sample sample : picked) {
            try {
                if (!sample.isStarted()) {
                    stepper.start(sample);
                }
                batch.add(sample);
            } catch (RuntimeException | Error e) {
                abandon(sample, e);
            }
        }
        return batch;
    }

    /** Decodes one batch of equal size, so that those still in flight wait for one VAE call at most. */
    private boolean decodeSome() {
        if (denoised.isEmpty()) {
            return false;
        }
        denoised.sort(Comparator.comparingLong(Sample::decodingDue));
        Sample first = denoised.get(0);
        boolean beside = first.priority() == Priority.ROUND && somebodyWaits();
        if (beside && first.decodingDue() > steps) {
            return false; // those who wait are not kept for it as long as it has patience
        }
        List<Sample> batch = denoised.stream()
                .filter(sample -> sample.hasSizeOf(first) && sample.priority() == first.priority())
                .limit(beside ? 1 : options.decodeOf(first.pixels()))
                .toList();
        denoised.removeAll(batch);
        long begin = nanoTime.getAsLong();
        try {
            Tensor pixels = denoiser.decode(
                    Tensor.stack(batch.stream().map(Sample::latents).toList()));
            share(nanoTime.getAsLong() - begin, batch);
            for (int i = 0; i < batch.size(); i++) {
                Tensor picture = pixels.rows(i, i + 1);
                complete(batch.get(i), picture.reshape(picture.dim(1), picture.dim(2), picture.dim(3)));
            }
        } catch (RuntimeException | Error e) {
            batch.forEach(sample -> abandon(sample, e));
        }
        return true;
    }

    private static void share(long nanos, List<Sample> batch) {
        int rows = batch.stream().mapToInt(Sample::rows).sum();
        batch.forEach(sample -> sample.addDeviceNanos(nanos * sample.rows() / rows));
    }

    private void complete(Sample sample, Tensor pixels) {
        SampleResult result = sample.result(pixels);
        completions.execute(() -> sample.future().complete(result));
    }

    private void abandon(Sample sample, Throwable cause) {
        queue.remove(sample);
        fail(sample, engineException(cause));
    }

    private void fail(Sample sample, RuntimeException failure) {
        completions.execute(() -> sample.future().completeExceptionally(failure));
    }

    private void checkInitialNoise(SampleRequest request) {
        int[] expected = denoiser.latentShape(request.heightPx(), request.widthPx());
        request.initialNoise().ifPresent(noise -> {
            if (!Arrays.equals(noise.shape(), expected)) {
                throw new IllegalArgumentException("initialNoise must have the shape " + Arrays.toString(expected)
                        + ", found " + Arrays.toString(noise.shape()));
            }
        });
    }

    private static EngineException engineException(Throwable cause) {
        return cause instanceof EngineException known
                ? known
                : new EngineException("the batch that this sample was in failed", cause);
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
