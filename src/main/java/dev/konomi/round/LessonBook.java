package dev.konomi.round;

import dev.konomi.adapter.AdapterVersion;
import dev.konomi.adapter.LoraLoader;
import dev.konomi.adapter.VersionPart;
import dev.konomi.engine.checkpoint.SafetensorsFile;
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
import java.util.TreeMap;

/** What a training learns from: the round's samples with their verdicts, and those of the rounds before. */
@ApplicationScoped
class LessonBook {
    private final RoundStore rounds;
    private final FeedbackDesk feedback;
    private final RoundFiles files;
    private final RoundInputs inputs;
    private final LoraLoader weights;

    LessonBook(RoundStore rounds, FeedbackDesk feedback, RoundFiles files, RoundInputs inputs, LoraLoader weights) {
        this.rounds = rounds;
        this.feedback = feedback;
        this.files = files;
        this.inputs = inputs;
        this.weights = weights;
    }

    /**
     * What a training learns from.
     *
     * @param evaluation how far the round's evaluators agree
     */
    record Lesson(HeroInput input, RoundReport.Evaluation evaluation) {}

    Lesson of(Round round) {
        AdapterVersion from = inputs.from(round);
        List<Round> before =
                QuarkusTransaction.requiringNew().call(() -> rounds.sampledBefore(round.adapterId, round.number));
        Ballots ballots = ballots(round, before);
        HeroInput input = new HeroInput(
                RoundInputs.recipe(round),
                round.number,
                weights.weights(from),
                inputs.tensors(from, VersionPart.ENCODER).orElseGet(TreeMap::new),
                inputs.tensors(from, VersionPart.OPTIMIZER).orElseGet(TreeMap::new),
                inputs.noiseBank(from),
                samples(round, ballots),
                earlier(before, ballots));
        return new Lesson(input, ballots.evaluation(round.id));
    }

    private Ballots ballots(Round round, List<Round> before) {
        Map<String, List<Feedback>> byRound = new LinkedHashMap<>();
        before.forEach(one -> byRound.put(one.id, feedbackOf(one)));
        byRound.put(round.id, feedbackOf(round));
        return Ballots.of(byRound);
    }

    private List<HeroSample> samples(Round round, Ballots ballots) {
        List<RoundImage> images = images(round);
        SafetensorsFile latentsFile = files.latents(round);
        List<Tensor> noises = SampleFiles.initialNoises(latentsFile);
        List<Tensor> latents = SampleFiles.latents(latentsFile);
        List<List<RecordedStep>> recorded = SampleFiles.recordedSteps(files.trajectory(round));
        List<HeroSample> samples = new ArrayList<>();
        for (RoundImage image : images) {
            Ballots.Label label = ballots.label(round.id, image.k);
            samples.add(new HeroSample(
                    image.prompt,
                    noises.get(image.k),
                    latents.get(image.k),
                    recorded.get(image.k),
                    label.verdict(),
                    label.confidence()));
        }
        return samples;
    }

    /** The judged images of all rounds before, oldest first, done or given up. */
    private List<LabelledImage> earlier(List<Round> before, Ballots ballots) {
        List<LabelledImage> all = new ArrayList<>();
        for (Round one : before) {
            if (!ballots.hasJudged(one.id)) {
                continue;
            }
            List<Tensor> latents = SampleFiles.latents(files.latents(one));
            for (RoundImage image : images(one)) {
                if (ballots.hasJudged(one.id, image.k)) {
                    Ballots.Label label = ballots.label(one.id, image.k);
                    all.add(new LabelledImage(image.prompt, latents.get(image.k), label.verdict(), label.confidence()));
                }
            }
        }
        return all;
    }

    private List<RoundImage> images(Round round) {
        return QuarkusTransaction.requiringNew().call(() -> rounds.images(round.id));
    }

    private List<Feedback> feedbackOf(Round round) {
        return QuarkusTransaction.requiringNew().call(() -> feedback.ofAll(round.id));
    }
}
