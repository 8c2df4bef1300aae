package dev.konomi.learning;

import dev.konomi.engine.diffusion.Ddim;
import dev.konomi.engine.hero.HeroInput;
import dev.konomi.engine.hero.HeroResult;
import dev.konomi.engine.hero.HeroSample;
import dev.konomi.engine.hero.LabelledImage;
import dev.konomi.engine.hero.NoiseOrigin;
import dev.konomi.engine.hero.Recipe;
import dev.konomi.engine.hero.RoundPlan;
import dev.konomi.engine.hero.TrainingControl;
import dev.konomi.engine.hero.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Runs the rounds of one run: paint, ask, train, measure. */
final class Learner {
    private static final Opinion NOT_ASKED = new Opinion(Verdict.SKIP, 1);

    private final Lab lab;
    private final Run run;
    private final Recipe recipe;
    private final Evaluation evaluation;

    Learner(Lab lab, Run run, Evaluation evaluation) {
        this.lab = lab;
        this.run = run;
        this.recipe = run.method().recipe(run.task(), run.seed());
        this.evaluation = evaluation;
    }

    /** @param measures whether the version is evaluated */
    RunState round(RunState state, boolean measures) {
        long begin = System.nanoTime();
        int round = state.round() + 1;
        var sampling = recipe.sampling();
        var brush = new Lab.Brush(new Ddim((float) sampling.eta()), sampling.steps(), sampling.guidanceScale());
        var plan = RoundPlan.of(recipe, round, state.bank(), run.task().prompts());
        var pictures = lab.paint(plan.samples(), brush, state.adapter(run.name()));
        var unlabelled = lab.paint(plan.unlabelled(), brush, state.adapter(run.name()));
        var seen = asks(round) ? ask(state, pictures, unlabelled) : state.seen();
        var result = train(round, state, pictures, seen);
        var next = new RunState(
                round, "", Optional.of(result.lora()), result.encoder(), result.optimizer(), result.noiseBank(), seen);
        var figures = measures ? evaluation.of(next.adapter(run.name()), next.bank(), recipe) : Evaluation.Figures.NONE;
        var row = row(next, figures, ownFresh(pictures), result, (System.nanoTime() - begin) / 1e9);
        return new RunState(round, row.line(), next.lora(), next.encoder(), next.optimizer(), next.bank(), next.seen());
    }

    private boolean asks(int round) {
        return recipe.reward().asksIn(round);
    }

    /** All that was asked about so far, this round's last; one of those that are called good is named the best. */
    private List<RunState.Seen> ask(RunState state, List<Lab.Picture> pictures, List<Lab.Picture> unlabelled) {
        var seen = new ArrayList<>(state.seen());
        pictures.forEach(picture -> seen.add(seen(picture, true)));
        unlabelled.forEach(picture -> seen.add(seen(picture, false)));
        var opinions = opinions(seen);
        int[] good = IntStream.range(state.seen().size(), seen.size())
                .filter(i -> opinions.get(i).verdict() == Verdict.GOOD)
                .toArray();
        if (good.length > 0) {
            int best = good[new SplittableRandom(run.seed() * 1_000 + state.round()).nextInt(good.length)];
            var chosen = seen.get(best);
            seen.set(best, new RunState.Seen(chosen.prompt(), chosen.latents(), chosen.good(), true, true));
        }
        return seen;
    }

    private RunState.Seen seen(Lab.Picture picture, boolean shown) {
        int prompt = run.task().prompts().indexOf(picture.planned().prompt());
        return new RunState.Seen(prompt, picture.latents(), evaluation.isGood(picture), shown, false);
    }

    /** Of evaluators who saw those that were shown. */
    private List<Opinion> opinions(List<RunState.Seen> seen) {
        var truths = seen.stream()
                .filter(RunState.Seen::shown)
                .map(RunState.Seen::good)
                .toList();
        var said = run.method().evaluators().opinions(truths, run.seed()).iterator();
        return seen.stream().map(one -> one.shown() ? said.next() : NOT_ASKED).toList();
    }

    private HeroResult train(int round, RunState state, List<Lab.Picture> pictures, List<RunState.Seen> seen) {
        var opinions = opinions(seen);
        int before = state.seen().size();
        var all = new ArrayList<LabelledImage>();
        for (int i = 0; i < seen.size(); i++) {
            var opinion = opinion(seen.get(i), opinions.get(i));
            var prompt = run.task().prompts().get(seen.get(i).prompt());
            all.add(new LabelledImage(prompt, seen.get(i).latents(), opinion.verdict(), opinion.confidence()));
        }
        var samples = new ArrayList<HeroSample>();
        for (int i = 0; i < pictures.size(); i++) {
            var picture = pictures.get(i);
            var opinion = asks(round) ? opinion(seen.get(before + i), opinions.get(before + i)) : NOT_ASKED;
            samples.add(new HeroSample(
                    picture.planned().prompt(),
                    picture.result().initialNoise(),
                    picture.latents(),
                    picture.result().recorded(),
                    opinion.verdict(),
                    opinion.confidence()));
        }
        var input = new HeroInput(
                recipe,
                round,
                state.lora(),
                state.encoder(),
                state.optimizer(),
                state.bank(),
                samples,
                all.subList(Math.min(all.size(), before + pictures.size()), all.size()),
                all.subList(0, before));
        return lab.trainer().train(input, TrainingControl.uninterrupted());
    }

    private static Opinion opinion(RunState.Seen seen, Opinion opinion) {
        return seen.best() ? new Opinion(Verdict.BEST, 1) : opinion;
    }

    private double ownFresh(List<Lab.Picture> pictures) {
        return evaluation.success(pictures.stream()
                .filter(picture -> picture.planned().origin() == NoiseOrigin.FRESH)
                .toList());
    }

    private static int shown(RunState state) {
        return (int) state.seen().stream().filter(RunState.Seen::shown).count();
    }

    private Row row(RunState next, Evaluation.Figures figures, double own, HeroResult result, double seconds) {
        return new Row(
                run.task().name(),
                run.method().name(),
                run.seed(),
                next.round(),
                shown(next) * run.method().evaluators().labelsPerImage(),
                Evaluation.IMAGES,
                figures.fresh(),
                figures.unseen(),
                figures.bank(),
                own,
                figures.diversity(),
                figures.colours(),
                figures.backgrounds(),
                figures.drift(),
                result.report().policy().weightNorm(),
                seconds);
    }
}
