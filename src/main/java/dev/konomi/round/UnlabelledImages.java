package dev.konomi.round;

import dev.konomi.artefact.ArtefactRef;
import dev.konomi.engine.hero.LabelledImage;
import dev.konomi.engine.hero.PlannedSample;
import dev.konomi.engine.hero.RoundPlan;
import dev.konomi.engine.hero.Verdict;
import dev.konomi.engine.tensor.Tensor;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The images of a round that nobody is shown: only their latents are kept. They are painted while people judge the others,
 * and what is missing when training begins is painted then. Each is kept by itself until all are there, so an
 * interrupted painting goes on where it was.
 */
@ApplicationScoped
class UnlabelledImages {
    private final RoundStore rounds;
    private final RoundInputs inputs;
    private final RoundFiles files;
    private final RoundPainter painter;
    private final RoundBooks books;

    UnlabelledImages(RoundStore rounds, RoundInputs inputs, RoundFiles files, RoundPainter painter, RoundBooks books) {
        this.rounds = rounds;
        this.inputs = inputs;
        this.files = files;
        this.painter = painter;
        this.books = books;
    }

    /** Those of a round that were painted whole; none of a round that was given up before. */
    List<LabelledImage> of(Round round) {
        if (round.unlabelledSha256 == null) {
            return List.of();
        }
        List<String> prompts = RoundInputs.prompts(round);
        List<LabelledImage> images = new ArrayList<>();
        for (Tensor latents : SampleFiles.latents(files.unlabelled(round))) {
            int k = round.imageCount + images.size();
            images.add(new LabelledImage(RoundPlan.promptOf(k, prompts), latents, Verdict.SKIP));
        }
        return List.copyOf(images);
    }

    /** Whether the round wants some and has not all of them. */
    static boolean areMissing(Round round) {
        return round.unlabelledSha256 == null && RoundInputs.recipe(round).unlabelledImages() > 0;
    }

    /**
     * Paints what is missing.
     *
     * @param goesOn whether the round still wants it
     * @param stopping whether the process goes down
     * @return the round as it is then; without its images where it stopped wanting them
     */
    Round painted(Round round, BooleanSupplier goesOn, BooleanSupplier stopping) throws InterruptedException {
        if (!areMissing(round)) {
            return round;
        }
        SortedMap<Integer, ArtefactRef> there = files.unlabelledParts(round);
        RoundInputs.Painting painting = inputs.painting(round);
        List<PlannedSample> missing = painting.plan().unlabelled().stream()
                .filter(planned -> !there.containsKey(planned.index()))
                .toList();
        var order = new RoundPainter.Order(round, painting, missing, goesOn, stopping);
        var deviceNanos = new AtomicLong();
        boolean whole = painter.paint(order, (planned, sample) -> {
            there.put(planned.index(), files.putUnlabelledPart(round, planned.index(), SampleFiles.latentsOf(sample)));
            deviceNanos.addAndGet(sample.deviceTime().toNanos());
            FaultPoint.UNLABELLED_STORED.pass();
        });
        QuarkusTransaction.requiringNew().run(() -> books.paintedForNobody(Duration.ofNanos(deviceNanos.get())));
        return whole ? keep(round, there) : round;
    }

    private Round keep(Round round, SortedMap<Integer, ArtefactRef> parts) {
        ArtefactRef all = files.putUnlabelled(round, List.copyOf(parts.values()));
        Round now = QuarkusTransaction.requiringNew().call(() -> {
            rounds.unlabelledPainted(round.id, all.sha256());
            return rounds.find(round.id).orElseThrow(() -> new CancellationException("the round is gone"));
        });
        files.deleteUnlabelledParts(round, parts.values());
        return now;
    }
}
