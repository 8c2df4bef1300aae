package dev.konomi.round;

import dev.konomi.artefact.ArtefactRef;
import dev.konomi.engine.diffusion.PngEncoder;
import dev.konomi.engine.diffusion.SampleResult;
import dev.konomi.engine.hero.PlannedSample;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Paints the images of a round that it has not yet. The plan follows from the round's row alone, and each image is kept
 * by itself, so a round that was interrupted goes on where it was and comes out the same.
 */
@ApplicationScoped
class SamplingWork implements RoundWork {
    private final RoundStore rounds;
    private final RoundInputs inputs;
    private final RoundFiles files;
    private final RoundPainter painter;
    private final RoundBooks books;
    private final Clock clock;

    SamplingWork(
            RoundStore rounds,
            RoundInputs inputs,
            RoundFiles files,
            RoundPainter painter,
            RoundBooks books,
            Clock clock) {
        this.rounds = rounds;
        this.inputs = inputs;
        this.files = files;
        this.painter = painter;
        this.books = books;
        this.clock = clock;
    }

    @Override
    public void run(JobData job, BooleanSupplier stopping) throws Exception {
        Optional<Round> found = QuarkusTransaction.requiringNew().call(() -> rounds.find(job.round()));
        if (found.isEmpty() || found.get().state != RoundState.SAMPLING) {
            return;
        }
        Round round = found.get();
        Set<Integer> there = QuarkusTransaction.requiringNew().call(() -> {
            Set<Integer> ks = new HashSet<>();
            rounds.images(round.id).forEach(image -> ks.add(image.k));
            return ks;
        });
        RoundInputs.Painting painting = inputs.painting(round);
        List<PlannedSample> missing = painting.plan().samples().stream()
                .filter(planned -> !there.contains(planned.index()))
                .toList();
        var order = new RoundPainter.Order(round, painting, missing, () -> isSampling(round), stopping);
        if (painter.paint(order, new Keeper(round, painting))) {
            finish(round);
        }
    }

    /** Keeps each image and the time that it took. */
    private final class Keeper implements RoundPainter.Keeper {
        private final Round round;
        private final RoundInputs.Painting painting;
        private Instant since = clock.instant();

        Keeper(Round round, RoundInputs.Painting painting) {
            this.round = round;
            this.painting = painting;
        }

        @Override
        public void keep(PlannedSample planned, SampleResult sample) {
            Instant now = clock.instant();
            SamplingWork.this.keep(round, row(round, painting, planned, sample), sample, Duration.between(since, now));
            since = now;
        }
    }

    /** Bytes first, then the row that names them: a row never points at nothing. */
    private RoundImage row(Round round, RoundInputs.Painting painting, PlannedSample planned, SampleResult sample) {
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
        return row;
    }

    private void keep(Round round, RoundImage row, SampleResult sample, Duration took) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (rounds.insertIfAbsent(row)) {
                rounds.addSamplingTime(round.id, took);
                books.painted(sample.deviceTime());
            }
        });
        FaultPoint.IMAGE_RECORDED.pass();
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
}
