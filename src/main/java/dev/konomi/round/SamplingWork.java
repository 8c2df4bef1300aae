package dev.konomi.round;

import dev.konomi.artefact.ArtefactRef;
import dev.konomi.engine.diffusion.Ddim;
import dev.konomi.engine.diffusion.DenoiseLoop;
import dev.konomi.engine.diffusion.PngEncoder;
import dev.konomi.engine.diffusion.Priority;
import dev.konomi.engine.diffusion.QueueFullException;
import dev.konomi.engine.diffusion.SampleRequest;
import dev.konomi.engine.diffusion.SampleResult;
import dev.konomi.engine.hero.PlannedSample;
import dev.konomi.engine.hero.SamplingSettings;
import dev.konomi.image.BaseModel;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Paints the images of a round that it has not yet. The plan follows from the round's row alone, and each image is kept
 * by itself, so a round that was interrupted goes on where it was and comes out the same.
 */
@ApplicationScoped
class SamplingWork implements RoundWork {
    private static final Duration LOOK_AROUND = Duration.ofMillis(500);

    private final RoundStore rounds;
    private final RoundInputs inputs;
    private final RoundFiles files;
    private final BaseModel model;
    private final RoundBooks books;
    private final RoundConfig config;
    private final Clock clock;

    SamplingWork(
            RoundStore rounds,
            RoundInputs inputs,
            RoundFiles files,
            BaseModel model,
            RoundBooks books,
            RoundConfig config,
            Clock clock) {
        this.rounds = rounds;
        this.inputs = inputs;
        this.files = files;
        this.model = model;
        this.books = books;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public void run(JobData job, BooleanSupplier stopping) throws Exception {
        Optional<Round> found = QuarkusTransaction.requiringNew().call(() -> rounds.find(job.round()));
        if (found.isEmpty() || found.get().state != RoundState.SAMPLING) {
            return;
        }
        Round round = found.get();
        DenoiseLoop loop = model.loopOf(round.baseDigest);
        Set<Integer> there = QuarkusTransaction.requiringNew().call(() -> {
            Set<Integer> ks = new HashSet<>();
            rounds.images(round.id).forEach(image -> ks.add(image.k));
            return ks;
        });
        RoundInputs.Painting painting = inputs.painting(round);
        Deque<PlannedSample> missing = new ArrayDeque<>();
        painting.plan().samples().stream()
                .filter(planned -> !there.contains(planned.index()))
                .forEach(missing::add);
        if (paint(round, painting, missing, loop, stopping)) {
            finish(round);
        }
    }

    /** Paints until nothing is missing; false when the round left the state in the meantime. */
    private boolean paint(
            Round round,
            RoundInputs.Painting painting,
            Deque<PlannedSample> missing,
            DenoiseLoop loop,
            BooleanSupplier stopping)
            throws InterruptedException {
        BlockingQueue<Painted> painted = new LinkedBlockingQueue<>();
        Map<Integer, CompletableFuture<SampleResult>> running = new HashMap<>();
        Instant since = clock.instant();
        try {
            while (!missing.isEmpty() || !running.isEmpty()) {
                if (stopping.getAsBoolean()) {
                    throw new JobStoppedException("the process is going down");
                }
                submit(round, painting, missing, loop, running, painted);
                @Nullable Painted one = painted.poll(LOOK_AROUND.toMillis(), TimeUnit.MILLISECONDS);
                if (one != null) {
                    running.remove(one.planned().index());
                    Instant now = clock.instant();
                    keep(round, painting, one, Duration.between(since, now));
                    since = now;
                }
                if (!isSampling(round)) {
                    return false;
                }
            }
            return true;
        } finally {
            running.values().forEach(future -> future.cancel(false));
        }
    }

    private void submit(
            Round round,
            RoundInputs.Painting painting,
            Deque<PlannedSample> missing,
            DenoiseLoop loop,
            Map<Integer, CompletableFuture<SampleResult>> running,
            BlockingQueue<Painted> painted) {
        while (!missing.isEmpty() && running.size() < config.imagesInFlight()) {
            PlannedSample planned = missing.getFirst();
            CompletableFuture<SampleResult> future;
            try {
                future = loop.submit(request(round, painting, planned));
            } catch (QueueFullException full) {
                return; // others have the device; look again in a moment
            }
            missing.removeFirst();
            running.put(planned.index(), future);
            var unused = future.whenComplete((result, failure) -> painted.add(new Painted(planned, future)));
        }
    }

    private static SampleRequest request(Round round, RoundInputs.Painting painting, PlannedSample planned) {
        SamplingSettings sampling = painting.recipe().sampling();
        return new SampleRequest(
                planned.prompt(),
                "",
                sampling.steps(),
                (float) sampling.guidanceScale(),
                new Ddim((float) sampling.eta()),
                planned.seed(),
                sampling.heightPx(),
                sampling.widthPx(),
                painting.adapter(),
                planned.initialNoise(),
                planned.recordedSteps(),
                Priority.ROUND,
                round.tenantId);
    }

    /** Bytes first, then the row that names them: a row never points at nothing. */
    private void keep(Round round, RoundInputs.Painting painting, Painted one, Duration took) {
        SampleResult sample = result(one);
        PlannedSample planned = one.planned();
        byte[] png = PngEncoder.encode(
                sample.pixels(), painting.provenance(round, planned, sample).textChunks());
        ArtefactRef image = files.putImage(round, planned.index(), png);
        ArtefactRef latents = files.putSample(round, planned.index(), SampleFiles.latentsOf(sample));
        ArtefactRef trajectory = files.putTrajectory(round, planned.index(), SampleFiles.trajectoryOf(sample));
        FaultPoint.IMAGE_STORED.pass();
        RoundImage row = new RoundImage();
        row.roundId = round.id;
        row.k = planned.index();
        row.tenantId = round.tenantId;
        row.prompt = planned.prompt();
        row.seed = planned.seed();
        row.noiseOrigin = planned.origin().name();
        row.adapterDigest = sample.adapterDigest();
        row.imageKey = image.key();
        row.imageSha256 = image.sha256();
        row.imageBytes = image.size();
        row.sampleKey = latents.key();
        row.sampleSha256 = latents.sha256();
        row.trajectoryKey = trajectory.key();
        row.trajectorySha256 = trajectory.sha256();
        row.sampledAt = clock.instant();
        QuarkusTransaction.requiringNew().run(() -> {
            if (rounds.insertIfAbsent(row)) {
                rounds.addSamplingTime(round.id, took);
                books.painted(sample.deviceTime());
            }
        });
        FaultPoint.IMAGE_RECORDED.pass();
    }

    private static SampleResult result(Painted one) {
        try {
            return one.future().join();
        } catch (CancellationException e) {
            throw new JobStoppedException("the sample was cancelled");
        }
    }

    private boolean isSampling(Round round) {
        return QuarkusTransaction.requiringNew()
                .call(() -> rounds.find(round.id)
                        .filter(now -> now.state == RoundState.SAMPLING)
                        .isPresent());
    }

    private void finish(Round round) {
        List<RoundImage> images = QuarkusTransaction.requiringNew().call(() -> rounds.images(round.id));
        ArtefactRef latents = files.putLatents(round, images);
        ArtefactRef trajectory = files.putWholeTrajectory(round, images);
        FaultPoint.ALL_SAMPLED.pass();
        QuarkusTransaction.requiringNew().run(() -> {
            if (rounds.sampled(round.id, latents.sha256(), trajectory.sha256(), clock.instant())) {
                showAgain(round);
                books.sampled(round);
            }
        });
        files.deleteParts(round, images);
    }

    private void showAgain(Round round) {
        List<Integer> repeated = Repeats.drawn(RoundInputs.recipe(round), round.number);
        for (int i = 0; i < repeated.size(); i++) {
            rounds.insertRepeat(round.id, round.imageCount + i, repeated.get(i));
        }
    }

    private record Painted(PlannedSample planned, CompletableFuture<SampleResult> future) {}
}
