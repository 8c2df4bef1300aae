package dev.konomi.image;

import dev.konomi.artefact.ArtefactRef;
import dev.konomi.artefact.ArtefactStore;
import dev.konomi.engine.diffusion.DenoiseLoop;
import dev.konomi.engine.diffusion.LoopClosedException;
import dev.konomi.engine.diffusion.PngEncoder;
import dev.konomi.engine.diffusion.Priority;
import dev.konomi.engine.diffusion.QueueFullException;
import dev.konomi.engine.diffusion.SampleRequest;
import dev.konomi.engine.diffusion.SampleResult;
import dev.konomi.tenant.Quotas;
import dev.konomi.tenant.Tenant;
import dev.konomi.tenant.Tenants;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import dev.konomi.web.RateLimit;
import dev.konomi.web.Stopping;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Paints what a caller waits for: checks the tenant's rules and limits, samples, and keeps each picture. */
@ApplicationScoped
class ImageStudio {
    private final BaseModel model;
    private final ModelDirectory models;
    private final Tenants tenants;
    private final TenantQueue queue;
    private final Quotas quotas;
    private final ImageArchive archive;
    private final ArtefactStore artefacts;
    private final ImageConfig config;
    private final Stopping stopping;
    private final Clock clock;

    ImageStudio(
            BaseModel model,
            ModelDirectory models,
            Tenants tenants,
            TenantQueue queue,
            Quotas quotas,
            ImageArchive archive,
            ArtefactStore artefacts,
            ImageConfig config,
            Stopping stopping,
            Clock clock) {
        this.model = model;
        this.models = models;
        this.tenants = tenants;
        this.queue = queue;
        this.quotas = quotas;
        this.archive = archive;
        this.artefacts = artefacts;
        this.config = config;
        this.stopping = stopping;
        this.clock = clock;
    }

    /**
     * Paints and keeps the images of a request. Runs outside of a transaction: it waits for the device.
     *
     * @param modelAsked the model as the caller wrote it
     * @param gone stops the work when the caller has hung up
     */
    Painted paint(Generation asked, String modelAsked, String tenantSlug, String by, CancelSignal gone) {
        stopping.requireTime();
        DenoiseLoop loop = model.loop();
        Tenant tenant = tenants.get(tenantSlug);
        requireAllowed(asked, tenant);
        requireFits("prompt", asked.prompt());
        requireFits("negative_prompt", asked.negativePrompt());
        try (TenantQueue.Places places =
                queue.take(tenantSlug, asked.count(), tenant.limits().maxQueuedImages())) {
            // within the tenant's places, so that those who wait for weights from the store are bounded too
            PaintingModel painter = models.resolve(asked.model(), modelAsked, asked.prompt());
            RateLimit left = quotas.takeImages(asked.count());
            List<SampleResult> samples = sample(loop, asked, painter, places.tenant(), gone);
            return keep(asked, modelAsked, painter, tenantSlug, by, samples, left);
        }
    }

    private void requireAllowed(Generation asked, Tenant tenant) {
        Optional<String> denied = new DeniedTerms(tenant.safety().deniedTerms()).firstIn(asked.prompt());
        if (denied.isPresent()) {
            throw ProblemException.invalid(
                    "prompt",
                    "the tenant's safety policy denies the term \"" + denied.get() + "\" (rule denied_terms)");
        }
    }

    private void requireFits(String field, String text) {
        int tokens = model.tokenCount(text);
        if (tokens > model.maxTokens()) {
            throw ProblemException.invalid(
                    field,
                    "has " + tokens + " tokens, and the base model reads " + model.maxTokens()
                            + "; what comes after them would be ignored");
        }
    }

    private List<SampleResult> sample(
            DenoiseLoop loop, Generation asked, PaintingModel painter, String tenant, CancelSignal gone) {
        List<CompletableFuture<SampleResult>> running = new ArrayList<>();
        gone.onGiven(() -> List.copyOf(running).forEach(future -> future.cancel(false)));
        try {
            for (int i = 0; i < asked.count(); i++) {
                running.add(loop.submit(request(asked, painter, tenant, asked.seed() + i)));
            }
            await(CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)));
            return running.stream().map(CompletableFuture::join).toList();
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("size", String.valueOf(e.getMessage()));
        } catch (QueueFullException e) {
            throw TenantQueue.full("This server's queue is full: " + e.getMessage() + ".");
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        } catch (CancellationException e) {
            throw failed(e);
        } catch (TimeoutException e) {
            throw new ProblemException(
                            ProblemKind.UNAVAILABLE,
                            "No picture within " + config.longestWait() + ": the device is busy.")
                    .withRetryAfter(Duration.ofMinutes(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        } finally {
            running.forEach(future -> future.cancel(false));
        }
    }

    private void await(CompletableFuture<?> all) throws InterruptedException, ExecutionException, TimeoutException {
        Runnable giveUp = () -> all.completeExceptionally(new LoopClosedException());
        stopping.atLastCall(giveUp);
        try {
            all.get(config.longestWait().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            stopping.forget(giveUp);
        }
    }

    private ProblemException failed(Throwable cause) {
        if (cause instanceof LoopClosedException) {
            return stopping.refusal();
        }
        if (cause instanceof CancellationException || cause instanceof InterruptedException) {
            return new ProblemException(ProblemKind.UNAVAILABLE, "The request was cancelled.", cause)
                    .withRetryAfter(Duration.ofSeconds(1));
        }
        return new ProblemException(ProblemKind.INTERNAL, "Painting failed: " + cause.getMessage(), cause);
    }

    private SampleRequest request(Generation asked, PaintingModel painter, String tenant, long seed) {
        return new SampleRequest(
                asked.prompt(),
                asked.negativePrompt(),
                asked.steps(),
                asked.guidanceScale(),
                asked.sampler().with(config.eta()),
                seed,
                asked.heightPx(),
                asked.widthPx(),
                painter.weights(),
                Optional.empty(),
                new int[0],
                Priority.INTERACTIVE,
                tenant);
    }

    private Painted keep(
            Generation asked,
            String modelAsked,
            PaintingModel painter,
            String tenant,
            String by,
            List<SampleResult> samples,
            RateLimit left) {
        Instant now = clock.instant();
        List<Image> rows = new ArrayList<>();
        List<byte[]> pngs = new ArrayList<>();
        Duration deviceTime = Duration.ZERO;
        for (SampleResult sample : samples) {
            Provenance provenance = new Provenance(
                    tenant,
                    painter.adapter(),
                    painter.version(),
                    painter.weights().isBase() ? model.digest() : sample.adapterDigest(),
                    model.digest(),
                    asked.prompt(),
                    asked.negativePrompt(),
                    sample.seed(),
                    asked.steps(),
                    asked.guidanceScale(),
                    asked.widthPx(),
                    asked.heightPx(),
                    asked.sampler().with(config.eta()).label());
            byte[] png = PngEncoder.encode(sample.pixels(), provenance.textChunks());
            String id = SortableId.next("img", now);
            ArtefactRef stored = artefacts.put(tenant, Image.keyOf(id), png);
            rows.add(new Image(
                    id, now, by, modelAsked, provenance, new Image.StoredBytes(stored.sha256(), stored.size())));
            pngs.add(png);
            deviceTime = deviceTime.plus(sample.deviceTime());
        }
        archive.add(rows, deviceTime);
        return new Painted(rows, pngs, painter, model.tokenCount(asked.prompt()), deviceTime, left);
    }

    /**
     * What a request brought.
     *
     * @param pngs in the order of the images
     * @param left what is left of the tenant's minute
     */
    record Painted(
            List<Image> images,
            List<byte[]> pngs,
            PaintingModel painter,
            int tokens,
            Duration deviceTime,
            RateLimit left) {}
}
