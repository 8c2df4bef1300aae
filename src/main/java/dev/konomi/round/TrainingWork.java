package dev.konomi.round;

import dev.konomi.adapter.AdapterVersion;
import dev.konomi.adapter.AdapterVersions;
import dev.konomi.adapter.NewVersion;
import dev.konomi.adapter.VersionFiles;
import dev.konomi.adapter.VersionPart;
import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.SafetensorsWriter;
import dev.konomi.engine.hero.HeroResult;
import dev.konomi.engine.hero.HeroTrainer;
import dev.konomi.engine.hero.TrainingControl;
import dev.konomi.engine.hero.TrainingReport;
import dev.konomi.image.BaseModel;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    private final LessonBook lessons;
    private final AdapterVersions versions;
    private final BaseModel model;
    private final RoundBooks books;
    private final Clock clock;

    TrainingWork(
            RoundStore rounds,
            LessonBook lessons,
            AdapterVersions versions,
            BaseModel model,
            RoundBooks books,
            Clock clock) {
        this.rounds = rounds;
        this.lessons = lessons;
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
        Round round = found.get();
        FaultPoint.TRAINING_BEGAN.pass();
        Instant begin = clock.instant();
        HeroTrainer trainer = model.trainerOf(round.baseDigest);
        TrainingWatch watch = new TrainingWatch(round.id, rounds, clock, stopping);
        LessonBook.Lesson lesson = lessons.of(round);
        HeroResult result;
        try {
            result = trainer.train(lesson.input(), new TrainingControl(model.trainingTicks(), watch, watch::mustStop));
        } catch (CancellationException e) {
            if (stopping.getAsBoolean()) {
                throw new JobStoppedException("the process is going down");
            }
            return; // the round was cancelled
        }
        FaultPoint.TRAINED.pass();
        publish(round, result, lesson.evaluation(), Duration.between(begin, clock.instant()));
        FaultPoint.PUBLISHED.pass();
    }

    private void publish(Round round, HeroResult result, RoundReport.Evaluation evaluation, Duration took) {
        String report = RoundInputs.write(report(round, result.report(), evaluation, took));
        VersionFiles files = files(round, result);
        NewVersion version = NewVersion.ofRound(
                round.adapterId,
                round.id,
                round.fromVersion,
                files,
                report,
                Objects.requireNonNullElse(round.trainingBy, round.createdBy));
        QuarkusTransaction.requiringNew().run(() -> {
            AdapterVersion published = versions.publish(version);
            rounds.trainingTook(round.id, took);
            if (!rounds.done(round.id, published.number(), report, clock.instant())) {
                throw new JobStoppedException("the round left training while its version was published");
            }
            books.done(round, published.number(), took);
            FaultPoint.PUBLISHED_BEFORE_COMMIT.pass();
        });
    }

    private static VersionFiles files(Round round, HeroResult result) {
        Map<String, String> metadata =
                Map.of("konomi.adapter", round.adapterName, "konomi.round", round.id, "konomi.base", round.baseDigest);
        return VersionFiles.ofLora(LoraFile.writeDiffusers(result.lora(), metadata))
                .with(VersionPart.ENCODER, SafetensorsWriter.write(result.encoder(), Map.of()))
                .with(VersionPart.OPTIMIZER, SafetensorsWriter.write(result.optimizer(), Map.of()))
                .with(
                        VersionPart.NOISE_BANK,
                        SafetensorsWriter.write(result.noiseBank().toTensors(), Map.of()));
    }

    private static RoundReport report(
            Round round, TrainingReport learning, RoundReport.Evaluation evaluation, Duration took) {
        double training = took.toMillis() / 1000.0;
        return new RoundReport(
                round.id,
                round.number,
                round.fromVersion,
                round.imageCount,
                round.labels,
                round.evaluatorSeconds / 60,
                evaluation,
                new RoundReport.Seconds(round.samplingSeconds, training),
                learning);
    }
}
