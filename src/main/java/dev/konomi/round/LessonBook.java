package dev.konomi.round;

import dev.konomi.adapter.AdapterVersion;
import dev.konomi.adapter.LoraLoader;
import dev.konomi.adapter.VersionPart;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.diffusion.RecordedStep;
import dev.konomi.engine.hero.HeroInput;
import dev.konomi.engine.hero.HeroSample;
import dev.konomi.engine.hero.LabelledImage;
import dev.konomi.engine.hero.Verdict;
import dev.konomi.engine.tensor.Tensor;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
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

    HeroInput of(Round round) {
        AdapterVersion from = inputs.from(round);
        return new HeroInput(
                RoundInputs.recipe(round),
                round.number,
                weights.weights(from),
                inputs.tensors(from, VersionPart.ENCODER).orElseGet(TreeMap::new),
                inputs.tensors(from, VersionPart.OPTIMIZER).orElseGet(TreeMap::new),
                inputs.noiseBank(from),
                samples(round),
                earlier(round));
    }

    private List<HeroSample> samples(Round round) {
        List<RoundImage> images = images(round);
        Consensus consensus = consensus(round);
        SafetensorsFile latentsFile = files.latents(round);
        List<Tensor> noises = SampleFiles.initialNoises(latentsFile);
        List<Tensor> latents = SampleFiles.latents(latentsFile);
        List<List<RecordedStep>> recorded = SampleFiles.recordedSteps(files.trajectory(round));
        List<HeroSample> samples = new ArrayList<>();
        for (RoundImage image : images) {
            samples.add(new HeroSample(
                    image.prompt,
                    noises.get(image.k),
                    latents.get(image.k),
                    recorded.get(image.k),
                    verdict(consensus, image.k)));
        }
        return samples;
    }

    /** The judged images of all rounds before, oldest first, done or given up. */
    private List<LabelledImage> earlier(Round round) {
        List<Round> before =
                QuarkusTransaction.requiringNew().call(() -> rounds.sampledBefore(round.adapterId, round.number));
        List<LabelledImage> all = new ArrayList<>();
        for (Round one : before) {
            Consensus consensus = consensus(one);
            if (consensus.verdicts().isEmpty()) {
                continue;
            }
            List<Tensor> latents = SampleFiles.latents(files.latents(one));
            for (RoundImage image : images(one)) {
                if (consensus.verdicts().containsKey(image.k)) {
                    all.add(new LabelledImage(image.prompt, latents.get(image.k), verdict(consensus, image.k)));
                }
            }
        }
        return all;
    }

    private List<RoundImage> images(Round round) {
        return QuarkusTransaction.requiringNew().call(() -> rounds.images(round.id));
    }

    private Consensus consensus(Round round) {
        return QuarkusTransaction.requiringNew().call(() -> Consensus.of(feedback.ofAll(round.id)));
    }

    private static Verdict verdict(Consensus consensus, int k) {
        if (consensus.best().filter(best -> best == k).isPresent()) {
            return Verdict.BEST;
        }
        return switch (consensus.verdicts().getOrDefault(k, dev.konomi.round.Verdict.SKIP)) {
            case GOOD -> Verdict.GOOD;
            case BAD -> Verdict.BAD;
            case SKIP, NONE -> Verdict.SKIP;
        };
    }
}
