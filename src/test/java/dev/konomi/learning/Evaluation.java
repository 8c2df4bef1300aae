package dev.konomi.learning;

import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.Ddim;
import dev.konomi.engine.hero.Diversity;
import dev.konomi.engine.hero.NoiseBank;
import dev.konomi.engine.hero.NoiseOrigin;
import dev.konomi.engine.hero.PlannedSample;
import dev.konomi.engine.hero.Recipe;
import dev.konomi.engine.hero.RoundPlan;
import dev.konomi.engine.tensor.Tensor;
import dev.konomi.judge.Sight;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a version can do, from the same noises each time, beside the base model. */
final class Evaluation {
    /** Standard error of a success rate: at most 4.4 points. */
    static final int IMAGES = 128;

    /** As rounds are painted: few-step solvers say something else of a version that is near to falling apart. */
    private static final int STEPS = 20;

    private static final int AUDIT_IMAGES = 16;
    private static final long FRESH = 1_000_000;
    private static final long UNSEEN = 2_000_000;
    private static final long BANK = 3_000_000;
    private static final long AUDIT = 4_000_000;
    /** Everyday prompts that no task trains. */
    private static final List<String> AUDIT_PROMPTS = List.of(
            "two bottles",
            "a red lamp",
            "a yellow chair on a grey background",
            "a plant",
            "a clock and a mug",
            "a black sneaker",
            "three cushions",
            "a tote bag with leaves");

    private final Lab lab;
    private final Task task;
    private final Lab.Brush brush;
    private final BaseFacts base;

    /** @param file keeps what was measured of the base model */
    Evaluation(Lab lab, Task task, Path file) {
        this.lab = lab;
        this.task = task;
        this.brush = new Lab.Brush(new Ddim(1), STEPS, task.guidance());
        this.base = BaseFacts.read(file).orElseGet(() -> measureBase(file));
    }

    private BaseFacts measureBase(Path file) {
        List<Lab.Picture> fresh = fresh(AdapterRef.base());
        BaseFacts facts = new BaseFacts(
                success(fresh),
                success(unseen(AdapterRef.base())),
                pairwise(fresh),
                colours(fresh),
                backgrounds(fresh),
                audit(AdapterRef.base()));
        facts.write(file);
        return facts;
    }

    /** Of one version; see {@link Row}. */
    record Figures(
            double fresh, double unseen, double bank, double diversity, int colours, int backgrounds, double drift) {
        static final Figures NONE = new Figures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0, Double.NaN);
    }

    /** The base model's. */
    Figures base() {
        return new Figures(base.fresh(), base.unseen(), Double.NaN, 1, base.colours(), base.backgrounds(), 0);
    }

    /** @param recipe says how noises of the bank are used, and whether they are at all */
    Figures of(AdapterRef adapter, NoiseBank bank, Recipe recipe) {
        List<Lab.Picture> fresh = fresh(adapter);
        boolean usesBank = recipe.noiseBank().share() > 0 && !bank.isEmpty();
        return new Figures(
                success(fresh),
                success(unseen(adapter)),
                usesBank ? success(fromBank(adapter, bank, recipe)) : Double.NaN,
                pairwise(fresh) / base.pairwise(),
                colours(fresh),
                backgrounds(fresh),
                Spread.between(audit(adapter), base.audit()) / base.pairwise());
    }

    double success(List<Lab.Picture> pictures) {
        return pictures.stream()
                .mapToInt(picture -> isGood(picture) ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    boolean isGood(Lab.Picture picture) {
        return task.rule().isGood(picture.planned().prompt(), picture.sight());
    }

    private List<Lab.Picture> fresh(AdapterRef adapter) {
        return lab.paint(plain(task.prompts(), IMAGES, FRESH), brush, adapter);
    }

    private List<Lab.Picture> unseen(AdapterRef adapter) {
        return lab.paint(plain(task.unseen(), IMAGES, UNSEEN), brush, adapter);
    }

    private List<Tensor> audit(AdapterRef adapter) {
        return latents(lab.paint(plain(AUDIT_PROMPTS, AUDIT_IMAGES, AUDIT), brush, adapter));
    }

    private List<Lab.Picture> fromBank(AdapterRef adapter, NoiseBank bank, Recipe recipe) {
        Recipe all = Method.with(recipe, Map.of("round_size", IMAGES, "noise_bank.share", 1, "seed", BANK));
        return lab.paint(RoundPlan.of(all, 0, bank, task.prompts()).samples(), brush, adapter);
    }

    static List<PlannedSample> plain(List<String> prompts, int images, long firstSeed) {
        return IntStream.range(0, images)
                .mapToObj(i -> new PlannedSample(
                        i,
                        prompts.get(i % prompts.size()),
                        firstSeed + i,
                        NoiseOrigin.FRESH,
                        Optional.empty(),
                        new int[0]))
                .toList();
    }

    private static double pairwise(List<Lab.Picture> pictures) {
        return Diversity.meanPairwiseDistance(latents(pictures));
    }

    private static List<Tensor> latents(List<Lab.Picture> pictures) {
        return pictures.stream().map(Lab.Picture::latents).toList();
    }

    private static int colours(List<Lab.Picture> pictures) {
        return (int) pictures.stream()
                .flatMap(picture -> picture.sight().largest().map(Sight.Seen::colour).stream())
                .distinct()
                .count();
    }

    private static int backgrounds(List<Lab.Picture> pictures) {
        return (int) pictures.stream()
                .map(picture -> picture.sight().background())
                .distinct()
                .count();
    }
}
