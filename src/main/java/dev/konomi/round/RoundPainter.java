package dev.konomi.round;

import dev.konomi.engine.diffusion.Ddim;
import dev.konomi.engine.diffusion.DenoiseLoop;
import dev.konomi.engine.diffusion.Priority;
import dev.konomi.engine.diffusion.QueueFullException;
import dev.konomi.engine.diffusion.SampleRequest;
import dev.konomi.engine.diffusion.SampleResult;
import dev.konomi.engine.hero.PlannedSample;
import dev.konomi.engine.hero.SamplingSettings;
import dev.konomi.image.BaseModel;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Paints planned samples of a round, a few of them in the denoise loop at one time. */
@ApplicationScoped
class RoundPainter {
    private static final Duration LOOK_AROUND = Duration.ofMillis(500);

    private final BaseModel model;
    private final RoundConfig config;

    RoundPainter(BaseModel model, RoundConfig config) {
        this.model = model;
        this.config = config;
    }

    /**
     * What to paint.
     *
     * @param goesOn whether the round still wants it, asked after each image
     * @param stopping whether the process goes down
     */
    record Order(
            Round round,
            RoundInputs.Painting painting,
            List<PlannedSample> samples,
            BooleanSupplier goesOn,
            BooleanSupplier stopping) {
        Order {
            samples = List.copyOf(samples);
        }
    }

    /** Takes an image as soon as it is painted. */
    interface Keeper {
        void keep(PlannedSample planned, SampleResult sample);
    }

    /**
     * Paints until nothing is missing.
     *
     * @return false when the round stopped wanting it in the meantime
     * @throws JobStoppedException when the process goes down
     */
    boolean paint(Order order, Keeper keeper) throws InterruptedException {
        DenoiseLoop loop = model.loopOf(order.round().baseDigest);
        Deque<PlannedSample> missing = new ArrayDeque<>(order.samples());
        BlockingQueue<Painted> painted = new LinkedBlockingQueue<>();
        Map<Integer, CompletableFuture<SampleResult>> running = new HashMap<>();
        try {
            while (!missing.isEmpty() || !running.isEmpty()) {
                if (order.stopping().getAsBoolean()) {
                    throw new JobStoppedException("the process is going down");
                }
                submit(order, missing, loop, running, painted);
                @Nullable Painted one = painted.poll(LOOK_AROUND.toMillis(), TimeUnit.MILLISECONDS);
                if (one != null) {
                    running.remove(one.planned().index());
                    keeper.keep(one.planned(), result(one));
                }
                if (!order.goesOn().getAsBoolean()) {
                    return false;
                }
            }
            return true;
        } finally {
            running.values().forEach(future -> future.cancel(false));
        }
    }

    private void submit(
            Order order,
            Deque<PlannedSample> missing,
            DenoiseLoop loop,
            Map<Integer, CompletableFuture<SampleResult>> running,
            BlockingQueue<Painted> painted) {
        while (!missing.isEmpty() && running.size() < config.imagesInFlight()) {
            PlannedSample planned = missing.getFirst();
            CompletableFuture<SampleResult> future;
            try {
                future = loop.submit(request(order, planned));
            } catch (QueueFullException full) {
                return; // others have the device; look again in a moment
            }
            missing.removeFirst();
            running.put(planned.index(), future);
            var unused = future.whenComplete((result, failure) -> painted.add(new Painted(planned, future)));
        }
    }

    private static SampleRequest request(Order order, PlannedSample planned) {
        SamplingSettings sampling = order.painting().recipe().sampling();
        return new SampleRequest(
                planned.prompt(),
                "",
                sampling.steps(),
                (float) sampling.guidanceScale(),
                new Ddim((float) sampling.eta()),
                planned.seed(),
                sampling.heightPx(),
                sampling.widthPx(),
                order.painting().adapter(),
                planned.initialNoise(),
                planned.recordedSteps(),
                Priority.ROUND,
                order.round().tenantId);
    }

    private static SampleResult result(Painted one) {
        try {
            return one.future().join();
        } catch (CancellationException e) {
            throw new JobStoppedException("the sample was cancelled");
        }
    }

    private record Painted(PlannedSample planned, CompletableFuture<SampleResult> future) {}
}
