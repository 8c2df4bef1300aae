package dev.konomi.round;

import dev.konomi.artefact.Sha256;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.Ddim;
import dev.konomi.engine.diffusion.DenoiseLoop;
import dev.konomi.engine.diffusion.Priority;
import dev.konomi.engine.diffusion.QueueFullException;
import dev.konomi.engine.diffusion.SampleRequest;
import dev.konomi.engine.diffusion.SampleResult;
import dev.konomi.engine.hero.AuditPlan;
import dev.konomi.engine.hero.AuditSet;
import dev.konomi.engine.hero.Recipe;
import dev.konomi.engine.hero.SamplingSettings;
import dev.konomi.engine.hero.TrainingControl;
import dev.konomi.engine.tensor.Tensor;
import dev.konomi.image.BaseModel;
import dev.konomi.report.Look;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Paints the audit images of one painter, or finds them painted. A set is kept as soon as it is whole, so a training that
 * is interrupted paints at most one of them again.
 */
@ApplicationScoped
class AuditPainter {
    /** Images in the strip that people see. */
    static final int IN_STRIP = 8;

    private static final long LOOK_AROUND_MS = 200;

    private final AuditShelf shelf;
    private final BaseModel model;
    private final RoundConfig config;

    AuditPainter(AuditShelf shelf, BaseModel model, RoundConfig config) {
        this.shelf = shelf;
        this.model = model;
        this.config = config;
    }

    /**
     * What is to be painted for one round.
     *
     * @param control asked in between whether to stop
     */
    record Order(Round round, Recipe recipe, AuditPlan plan, TrainingControl control) {
        String digest() {
            SamplingSettings sampling = recipe.sampling();
            return Sha256.of(RoundInputs.write(Map.of(
                            "plan", plan,
                            "steps", steps(),
                            "guidance", sampling.guidanceScale(),
                            "eta", sampling.eta(),
                            "size", sampling.widthPx() + "x" + sampling.heightPx()))
                    .getBytes(StandardCharsets.UTF_8));
        }

        int steps() {
            return recipe.guard().steps() == 0
                    ? recipe.sampling().steps()
                    : recipe.guard().steps();
        }
    }

    /** @param digest of the painter's weights, or of the base model */
    Audited paint(Order order, AdapterRef painter, String digest) {
        var key = new AuditSetRow.Key(order.round().adapterId, digest, order.digest());
        Optional<AuditSetRow> there = QuarkusTransaction.requiringNew().call(() -> shelf.find(key));
        if (there.isPresent()) {
            return shelf.read(there.get(), order.plan());
        }
        List<SampleResult> painted = painted(order, painter);
        List<Tensor> latents = painted.stream().map(SampleResult::latents).toList();
        float[] recognition = model.examinerOf(order.round().baseDigest)
                .recognition(latents, order.plan().prompts(), order.control());
        List<Tensor> pixels = painted.stream().map(SampleResult::pixels).toList();
        var audited = new Audited(
                new AuditSet(order.plan(), latents, recognition),
                pixels.stream().map(Look::of).toList(),
                PictureStrip.png(
                        pixels.subList(0, Math.min(IN_STRIP, order.plan().trainedCount()))));
        AuditSetRow row = shelf.put(order.round(), key, audited);
        QuarkusTransaction.requiringNew().run(() -> shelf.insertIfAbsent(row));
        FaultPoint.AUDITED.pass();
        return audited;
    }

    private List<SampleResult> painted(Order order, AdapterRef painter) {
        DenoiseLoop loop = model.loopOf(order.round().baseDigest);
        List<CompletableFuture<SampleResult>> running = new ArrayList<>();
        List<SampleResult> painted = new ArrayList<>();
        try {
            while (painted.size() < order.plan().images().size()) {
                while (running.size() < order.plan().images().size()
                        && running.size() - painted.size() < config.imagesInFlight()
                        && submit(order, painter, loop, running)) {}
                if (order.control().cancelled().getAsBoolean()) {
                    throw new CancellationException("the audit was cancelled");
                }
                if (painted.size() < running.size()) {
                    next(running.get(painted.size())).ifPresent(painted::add);
                }
            }
            return painted;
        } finally {
            running.forEach(future -> future.cancel(false));
        }
    }

    private boolean submit(
            Order order, AdapterRef painter, DenoiseLoop loop, List<CompletableFuture<SampleResult>> running) {
        try {
            running.add(
                    loop.submit(request(order, painter, order.plan().images().get(running.size()))));
            return true;
        } catch (QueueFullException full) {
            if (running.stream().allMatch(CompletableFuture::isDone)) {
                pause();
            }
            return false;
        }
    }

    private static Optional<SampleResult> next(CompletableFuture<SampleResult> future) {
        try {
            return Optional.of(future.get(LOOK_AROUND_MS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException later) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobStoppedException("the process is going down");
        } catch (CancellationException e) {
            throw new JobStoppedException("an audit image was cancelled");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AROUND_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobStoppedException("the process is going down");
        }
    }

    private static SampleRequest request(Order order, AdapterRef painter, AuditPlan.AuditImage image) {
        SamplingSettings sampling = order.recipe().sampling();
        return new SampleRequest(
                image.prompt(),
                "",
                order.steps(),
                (float) sampling.guidanceScale(),
                new Ddim((float) sampling.eta()),
                image.seed(),
                sampling.heightPx(),
                sampling.widthPx(),
                painter,
                Optional.empty(),
                new int[0],
                Priority.ROUND,
                order.round().tenantId);
    }
}
