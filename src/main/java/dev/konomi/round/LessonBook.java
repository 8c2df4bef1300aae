package dev.konomi.round;

import dev.konomi.adapter.AdapterVersion;
import dev.konomi.adapter.LoraLoader;
import dev.konomi.adapter.VersionPart;
import dev.konomi.engine.diffusion.RecordedStep;
import dev.konomi.engine.hero.HeroInput;
import dev.konomi.engine.hero.HeroSample;
import dev.konomi.engine.hero.LabelledImage;
import dev.konomi.engine.tensor.Tensor;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a training learns from: the round's samples with their verdicts, and those of the rounds before. */
@ApplicationScoped
class LessonBook {
    private final RoundStore rounds;
    private final FeedbackDesk feedback;
    private final RoundFiles files;
    private final RoundInputs inputs;
    private final UnlabelledImages unlabelled;
    private final LoraLoader weights;

    LessonBook(
            RoundStore rounds,
            FeedbackDesk feedback,
            RoundFiles files,
            RoundInputs inputs,
            UnlabelledImages unlabelled,
            LoraLoader weights) {
        this.rounds = rounds;
        this.feedback = feedback;
        this.files = files;
        this.inputs = inputs;
        this.unlabelled = unlabelled;
        this.weights = weights;
    }

    /**
     * What a training learns from.
     *
     * @param judged the images of this round and of those before, oldest first
     * @param evaluation how far the round's evaluators agree
     */
    record Lesson(HeroInput input, List<Judged> judged, List<Round> before, RoundReport.Evaluation evaluation) {}

    Lesson of(Round round) {
        AdapterVersion from = inputs.from(round);
        List<Round> before =
                QuarkusTransaction.requiringNew().call(() -> rounds.sampledBefore(round.adapterId, round.number));
        Ballots ballots = ballots(round, before);
        List<Judged> earlier = new ArrayList<>();
        List<LabelledImage> replayed = new ArrayList<>();
        before.stream().filter(one -> ballots.hasJudged(one.id)).forEach(one -> {
            List<Judged> ofRound = judged(one, ballots).stream()
                    .filter(image -> ballots.hasJudged(one.id, image.image().k))
                    .toList();
            earlier.addAll(ofRound);
            ofRound.forEach(image -> replayed.add(labelled(image)));
            replayed.addAll(unlabelled.of(one));
        });
        List<Judged> newest = judged(round, ballots);
        HeroInput input = new HeroInput(
                RoundInputs.recipe(round),
                round.number,
                weights.weights(from),
                inputs.tensors(from, VersionPart.ENCODER).orElseGet(TreeMap::new),
                inputs.tensors(from, VersionPart.OPTIMIZER).orElseGet(TreeMap::new),
                inputs.noiseBank(from),
                samples(round, newest),
                unlabelled.of(round),
                replayed);
        List<Judged> all = new ArrayList<>(earlier);
        all.addAll(newest);
        return new Lesson(input, all, before, ballots.evaluation(round.id));
    }

    private Ballots ballots(Round round, List<Round> before) {
        Map<String, List<Feedback>> byRound = new LinkedHashMap<>();
        before.forEach(one -> byRound.put(one.id, feedbackOf(one)));
        byRound.put(round.id, feedbackOf(round));
        SortedMap<String, Consistency> consistencies = new TreeMap<>();
        byRound.keySet()
                .forEach(id -> QuarkusTransaction.requiringNew()
                        .call(() -> feedback.consistencies(id))
                        .forEach((evaluator, one) -> consistencies.merge(evaluator, one, Consistency::and)));
        return Ballots.of(byRound, consistencies);
    }

    private List<Judged> judged(Round round, Ballots ballots) {
        List<Tensor> latents = SampleFiles.latents(files.latents(round));
        return images(round).stream()
                .map(image -> new Judged(round, image, latents.get(image.k), ballots.label(round.id, image.k)))
                .toList();
    }

    private List<HeroSample> samples(Round round, List<Judged> judged) {
        List<Tensor> noises = SampleFiles.initialNoises(files.latents(round));
        List<List<RecordedStep>> recorded = SampleFiles.recordedSteps(files.trajectory(round));
        return judged.stream()
                .map(one -> new HeroSample(
                        one.image().prompt,
                        noises.get(one.image().k),
                        one.latents(),
                        recorded.get(one.image().k),
                        one.label().verdict(),
                        one.label().confidence()))
                .toList();
    }

    /** Judged images of rounds before, done or given up. */
    private static LabelledImage labelled(Judged one) {
        return new LabelledImage(
                one.image().prompt,
                one.latents(),
                one.label().verdict(),
                one.label().confidence());
    }

    private List<RoundImage> images(Round round) {
        return QuarkusTransaction.requiringNew().call(() -> rounds.images(round.id));
    }

    private List<Feedback> feedbackOf(Round round) {
        return QuarkusTransaction.requiringNew().call(() -> feedback.ofAll(round.id));
    }
}
