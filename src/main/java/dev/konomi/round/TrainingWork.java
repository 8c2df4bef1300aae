package dev.konomi.round;

import dev.konomi.adapter.AdapterVersion;
import dev.konomi.adapter.AdapterVersions;
import dev.konomi.adapter.NewVersion;
import dev.konomi.adapter.VersionFiles;
import dev.konomi.adapter.VersionPart;
import dev.konomi.artefact.Sha256;
import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.SafetensorsWriter;
import dev.konomi.engine.hero.HeroResult;
import dev.konomi.engine.hero.HeroTrainer;
import dev.konomi.engine.hero.HoldReason;
import dev.konomi.engine.hero.TrainingControl;
import dev.konomi.image.BaseModel;
import dev.konomi.report.VersionReport;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Trains a round on its feedback and publishes the version. It starts from its inputs each time and comes to the same
 * result, and version and state change in one transaction, so one version comes out however often it was interrupted.
 */
@ApplicationScoped
class TrainingWork implements RoundWork {
    private final RoundStore rounds;
    private final UnlabelledImages unlabelled;
    private final LessonBook lessons;
    private final VersionAudit audits;
    private final VersionReporter reporter;
    private final AdapterVersions versions;
    private final BaseModel model;
    private final RoundBooks books;
    private final Clock clock;

    TrainingWork(
            RoundStore rounds,
            UnlabelledImages unlabelled,
            LessonBook lessons,
            VersionAudit audits,
            VersionReporter reporter,
            AdapterVersions versions,
            BaseModel model,
            RoundBooks books,
            Clock clock) {
        this.rounds = rounds;
        this.unlabelled = unlabelled;
        this.lessons = lessons;
        this.audits = audits;
        this.reporter = reporter;
        this.versions = versions;
        this.model = model;
        this.books = books;
        this.clock = clock;
    }

    @Override
    public void run(JobData job, BooleanSupplier stopping) {
        Optional<Round> found = QuarkusTransaction.requiringNew().call(() -> rounds.find(job.round()));
        if (found.isEmpty() || found.get().state != RoundState.TRAINING) {
            return;
        }
        FaultPoint.TRAINING_BEGAN.pass();
        Trained trained;
        try {
            trained = train(found.get(), stopping);
        } catch (CancellationException e) {
            if (stopping.getAsBoolean()) {
                throw new JobStoppedException("the process is going down");
            }
            return; // the round was cancelled
        }
        publish(found.get(), trained);
        FaultPoint.PUBLISHED.pass();
    }

    /**
     * A version that is about to be published.
     *
     * @param lora the file of its weights
     * @param held what its audit has against it
     * @param picture its report as SVG
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Trained(
            HeroResult result,
            byte[] lora,
            List<HoldReason> held,
            RoundReport report,
            VersionReport learned,
            String picture,
            Duration took) {}

    private Trained train(Round round, BooleanSupplier stopping) {
        Instant begin = clock.instant();
        HeroTrainer trainer = model.trainerOf(round.baseDigest);
        TrainingWatch watch = new TrainingWatch(round.id, rounds, clock, stopping);
        TrainingControl control = new TrainingControl(model.trainingTicks(), watch, watch::mustStop);
        LessonBook.Lesson lesson = lessons.of(unlabelled(round, watch, stopping));
        HeroResult result = trainer.train(lesson.input(), control);
        FaultPoint.TRAINED.pass();
        watch.auditing(0);
        byte[] lora = LoraFile.writeDiffusers(result.lora(), metadata(round));
        Optional<VersionAudit.Findings> audit = audits.of(round, result.lora(), Sha256.of(lora), control);
        watch.auditing(0.9);
        var one = new VersionReporter.Case(round, lesson, result, audit, control);
        VersionReport learned = reporter.of(one);
        Duration took = Duration.between(begin, clock.instant());
        return new Trained(
                result,
                lora,
                audit.map(VersionAudit.Findings::reasons).orElse(List.of()),
                report(round, one, learned, took),
                learned,
                reporter.picture(one, learned),
                took);
    }

    /** The round with all images that nobody is shown; most were painted while people judged the others. */
    private Round unlabelled(Round round, TrainingWatch watch, BooleanSupplier stopping) {
        if (!UnlabelledImages.areMissing(round)) {
            return round;
        }
        watch.painting();
        try {
            Round painted = unlabelled.painted(round, () -> !watch.mustStop(), stopping);
            if (watch.mustStop()) {
                throw new CancellationException("the round was cancelled");
            }
            return painted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobStoppedException("the process is going down");
        }
    }

    private void publish(Round round, Trained trained) {
        NewVersion version = NewVersion.ofRound(
                        round.adapterId,
                        round.id,
                        round.fromVersion,
                        files(trained),
                        RoundInputs.writeTogether(trained.report(), trained.learned()),
                        Objects.requireNonNullElse(round.trainingBy, round.createdBy))
                .heldFor(trained.held());
        QuarkusTransaction.requiringNew().run(() -> {
            AdapterVersion published = versions.publish(version);
            rounds.trainingTook(round.id, trained.took());
            String report = RoundInputs.write(trained.report());
            if (!rounds.done(round.id, published.number(), report, clock.instant())) {
                throw new JobStoppedException("the round left training while its version was published");
            }
            books.done(round, published.number(), trained.took());
            FaultPoint.PUBLISHED_BEFORE_COMMIT.pass();
        });
    }

    private static Map<String, String> metadata(Round round) {
        return Map.of("konomi.adapter", round.adapterName, "konomi.round", round.id, "konomi.base", round.baseDigest);
    }

    private static VersionFiles files(Trained trained) {
        HeroResult result = trained.result();
        return VersionFiles.ofLora(trained.lora())
                .with(VersionPart.ENCODER, SafetensorsWriter.write(result.encoder(), Map.of()))
                .with(VersionPart.OPTIMIZER, SafetensorsWriter.write(result.optimizer(), Map.of()))
                .with(
                        VersionPart.NOISE_BANK,
                        SafetensorsWriter.write(result.noiseBank().toTensors(), Map.of()))
                .with(VersionPart.REPORT, trained.picture().getBytes(StandardCharsets.UTF_8));
    }

    private static RoundReport report(Round round, VersionReporter.Case one, VersionReport learned, Duration took) {
        VersionReport.Audit audit = learned.audit();
        return new RoundReport(
                round.id,
                round.number,
                round.fromVersion,
                round.imageCount,
                one.lesson().input().unlabelled().size(),
                round.labels,
                round.evaluatorSeconds / 60,
                one.lesson().evaluation(),
                audit == null ? null : new RoundReport.Guard(audit.held(), audit.againstBase()),
                learned.goal(),
                new RoundReport.Seconds(round.samplingSeconds, took.toMillis() / 1000.0),
                one.result().report());
    }
}
