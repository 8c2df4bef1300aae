package dev.konomi.round;

import dev.konomi.adapter.Adapters;
import dev.konomi.engine.hero.HeroResult;
import dev.konomi.engine.hero.HoldReason;
import dev.konomi.engine.hero.ProgressListener;
import dev.konomi.engine.hero.RewardSource;
import dev.konomi.engine.hero.TrainingControl;
import dev.konomi.engine.hero.Verdict;
import dev.konomi.engine.tensor.Tensor;
import dev.konomi.image.BaseModel;
import dev.konomi.report.Attribute;
import dev.konomi.report.Exemplar;
import dev.konomi.report.Goal;
import dev.konomi.report.Measured;
import dev.konomi.report.Proportion;
import dev.konomi.report.ReportPicture;
import dev.konomi.report.RewardScale;
import dev.konomi.report.Scored;
import dev.konomi.report.Spread;
import dev.konomi.report.VersionReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Says what a training taught its adapter. */
@ApplicationScoped
class VersionReporter {
    private static final int NEAREST = 3;
    private static final String BY_LABELS =
            "Measured: judged images from fresh noise, of the version that painted them.";

    private final BaseModel model;
    private final Adapters adapters;
    private final RoundFiles files;

    VersionReporter(BaseModel model, Adapters adapters, RoundFiles files) {
        this.model = model;
        this.adapters = adapters;
        this.files = files;
    }

    /**
     * A training's outcome.
     *
     * @param audit empty where the recipe wants none
     */
    record Case(
            Round round,
            LessonBook.Lesson lesson,
            HeroResult result,
            Optional<VersionAudit.Findings> audit,
            TrainingControl control) {}

    VersionReport of(Case one) {
        Opinions opinions = opinions(one);
        List<Measured> measured = measured(one.lesson().judged());
        VersionReport.@Nullable Estimated estimated = estimated(one, opinions);
        List<Attribute> attributes =
                one.audit().map(VersionReporter::attributes).orElse(List.of());
        @Nullable Goal goal = adapters.get(one.round().adapterName)
                .target()
                .map(target -> Goal.of(
                        target,
                        measured,
                        estimated == null ? null : estimated.version(),
                        one.round().number,
                        one.round().labels))
                .orElse(null);
        return new VersionReport(
                one.round().adapterName,
                one.round().number,
                one.audit().map(VersionAudit.Findings::live).orElse(one.round().fromVersion),
                attributes.stream()
                        .sorted(Comparator.comparingDouble(Attribute::moved).reversed())
                        .flatMap(attribute -> attribute.sentence().stream())
                        .toList(),
                one.audit().map(VersionReporter::audit).orElse(null),
                new VersionReport.Success(measured, estimated, words(estimated)),
                goal,
                cost(one),
                rewards(one, opinions),
                exemplars(one, opinions),
                attributes);
    }

    /** The report as SVG. */
    String picture(Case one, VersionReport report) {
        if (one.audit().isEmpty()) {
            return ReportPicture.of(report, null);
        }
        Map<String, byte[]> exemplars = new HashMap<>();
        Map<String, Judged> byUrl = new HashMap<>();
        one.lesson().judged().forEach(judged -> byUrl.put(judged.url(), judged));
        report.exemplars().forEach(exemplar -> {
            Judged judged = byUrl.get(exemplar.url());
            if (judged != null) {
                exemplars.put(exemplar.url(), files.image(judged.round(), judged.image()));
            }
        });
        VersionAudit.Findings audit = one.audit().get();
        List<String> prompts = audit.plan()
                .prompts()
                .subList(0, Math.min(AuditPainter.IN_STRIP, audit.plan().trainedCount()));
        return ReportPicture.of(
                report,
                new ReportPicture.Pictures(audit.base().strip(), audit.version().strip(), prompts, exemplars));
    }

    /**
     * What the round's encoder says of images: nothing where nothing good was ever seen.
     *
     * @param judged one for each judged image of the lesson
     */
    private record Opinions(List<Double> judged, List<Double> base, List<Double> live, List<Double> version) {
        static final Opinions NONE = new Opinions(List.of(), List.of(), List.of(), List.of());

        boolean isEmpty() {
            return judged.isEmpty();
        }
    }

    private Opinions opinions(Case one) {
        List<Judged> judged = one.lesson().judged();
        Optional<Tensor> best = one.result()
                .noiseBank()
                .bestLatents()
                .or(() -> judged.stream()
                        .filter(Judged::isGood)
                        .map(Judged::latents)
                        .findFirst());
        SortedMap<String, Tensor> encoder = encoder(one);
        if (best.isEmpty() || encoder.isEmpty()) {
            return Opinions.NONE;
        }
        List<Tensor> images =
                new ArrayList<>(judged.stream().map(Judged::latents).toList());
        int sets = 0;
        if (one.audit().isPresent()) {
            VersionAudit.Findings audit = one.audit().get();
            for (Audited set : List.of(audit.base(), audit.liveSet(), audit.version())) {
                images.addAll(set.set().trained());
            }
            sets = audit.plan().trainedCount();
        }
        float[] rewards = model.examinerOf(one.round().baseDigest)
                .rewards(RoundInputs.recipe(one.round()).encoder(), encoder, best.get(), images, one.control());
        int from = judged.size();
        return new Opinions(
                part(rewards, 0, from),
                part(rewards, from, sets),
                part(rewards, from + sets, sets),
                part(rewards, from + 2 * sets, sets));
    }

    /** The round's; a recipe that learns without one gets one for its report alone. */
    private SortedMap<String, Tensor> encoder(Case one) {
        if (RoundInputs.recipe(one.round()).reward().source() == RewardSource.ENCODER) {
            return one.result().encoder();
        }
        TrainingControl control = one.control();
        return model.examinerOf(one.round().baseDigest)
                .encoder(
                        one.lesson().input(),
                        new TrainingControl(control.ticks(), ProgressListener.NONE, control.cancelled()));
    }

    private static List<Double> part(float[] rewards, int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> (double) rewards[i])
                .toList();
    }

    private static List<Measured> measured(List<Judged> judged) {
        Map<Integer, List<Judged>> byRound = new TreeMap<>();
        judged.stream()
                .filter(one -> one.counts() && one.fromFreshNoise())
                .forEach(one -> byRound.computeIfAbsent(one.round().number, unseen -> new ArrayList<>())
                        .add(one));
        return byRound.values().stream()
                .map(some -> new Measured(
                        some.get(0).round().number,
                        some.get(0).round().fromVersion,
                        Proportion.wilson(
                                (double) some.stream().filter(Judged::isGood).count(), some.size())))
                .toList();
    }

    private static VersionReport.@Nullable Estimated estimated(Case one, Opinions opinions) {
        if (opinions.isEmpty() || opinions.version().isEmpty()) {
            return null;
        }
        return RewardScale.of(scored(one, opinions))
                .map(scale -> new VersionReport.Estimated(
                        scale.good(opinions.base()),
                        scale.good(opinions.live()),
                        scale.good(opinions.version()),
                        scale))
                .orElse(null);
    }

    private static List<Scored> scored(Case one, Opinions opinions) {
        List<Judged> judged = one.lesson().judged();
        return IntStream.range(0, judged.size())
                .filter(i -> judged.get(i).counts())
                .mapToObj(i -> new Scored(
                        judged.get(i).isGood(),
                        judged.get(i).label().confidence(),
                        opinions.judged().get(i)))
                .toList();
    }

    private static String words(VersionReport.@Nullable Estimated estimated) {
        return estimated == null
                ? BY_LABELS + " No estimate for this version: the reward encoder does not tell good from bad yet."
                : BY_LABELS + " Estimated: audit images that the round's reward encoder takes for good; the next round"
                        + " measures it.";
    }

    private static List<Attribute> attributes(VersionAudit.Findings audit) {
        return Attribute.of(new Attribute.Painters(
                audit.base().trainedLooks(),
                audit.liveSet().trainedLooks(),
                audit.version().trainedLooks()));
    }

    private static VersionReport.Audit audit(VersionAudit.Findings audit) {
        return new VersionReport.Audit(
                audit.plan().images().size(),
                audit.againstBase(),
                audit.againstLive(),
                audit.recipe().guard(),
                audit.reasons().stream().map(HoldReason::sentence).toList());
    }

    private static VersionReport.Cost cost(Case one) {
        List<Round> rounds = new ArrayList<>(one.lesson().before());
        rounds.add(one.round());
        return new VersionReport.Cost(
                (int) rounds.stream().filter(round -> round.labels > 0).count(),
                rounds.stream().mapToInt(round -> round.labels).sum(),
                rounds.stream().mapToDouble(round -> round.evaluatorSeconds).sum() / 60);
    }

    private static VersionReport.@Nullable Rewards rewards(Case one, Opinions opinions) {
        if (opinions.isEmpty()) {
            return null;
        }
        List<Scored> scored = scored(one, opinions);
        List<Double> good = rewards(scored, true);
        List<Double> bad = rewards(scored, false);
        var range = Spread.Range.of(List.of(opinions.base(), opinions.live(), opinions.version(), good, bad));
        return new VersionReport.Rewards(
                Spread.of(opinions.base(), range),
                Spread.of(opinions.live(), range),
                Spread.of(opinions.version(), range),
                Spread.of(good, range),
                Spread.of(bad, range));
    }

    private static List<Double> rewards(List<Scored> scored, boolean good) {
        return scored.stream()
                .filter(image -> image.good() == good)
                .map(Scored::reward)
                .toList();
    }

    /** The newest best image, then the good and the bad ones that the encoder finds nearest to it. */
    private static List<Exemplar> exemplars(Case one, Opinions opinions) {
        if (opinions.isEmpty()) {
            return List.of();
        }
        List<Judged> judged = one.lesson().judged();
        List<Exemplar> exemplars = new ArrayList<>();
        for (Verdict verdict : List.of(Verdict.BEST, Verdict.GOOD, Verdict.BAD)) {
            Comparator<Integer> order = verdict == Verdict.BEST
                    ? Comparator.reverseOrder()
                    : Comparator.comparingDouble(
                                    (Integer i) -> opinions.judged().get(i))
                            .reversed();
            IntStream.range(0, judged.size())
                    .filter(i -> judged.get(i).label().verdict() == verdict)
                    .boxed()
                    .sorted(order)
                    .limit(verdict == Verdict.BEST ? 1 : NEAREST)
                    .forEach(i -> exemplars.add(
                            exemplar(judged.get(i), opinions.judged().get(i))));
        }
        return List.copyOf(exemplars);
    }

    private static Exemplar exemplar(Judged judged, double reward) {
        return new Exemplar(
                judged.label().verdict().name().toLowerCase(java.util.Locale.ROOT),
                reward,
                judged.round().number,
                judged.image().k,
                judged.url());
    }
}
