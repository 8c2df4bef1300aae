package dev.konomi.learning;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs what a tier names, one run after the other, and appends each round to the results. It can be killed at any point:
 * started again, it goes on after the last round that ended, and comes to the same figures.
 */
public final class LearningBench {
    /** Method name of the base model's lines; every method starts from it. */
    static final String BASE = "base";

    /** Rounds between two evaluations. */
    private static final int EVERY = 2;

    private final Path work;
    private final Results results;
    private final Path docs;
    private final Lab lab;
    private final Map<String, Evaluation> evaluations = new HashMap<>();

    private int roundsLeft;
    private int roundsDone;
    private long nanos;

    private LearningBench(Path work, Path docs, Lab lab) {
        this.work = work;
        this.docs = docs;
        this.results = new Results(docs.resolve("learning").resolve("results.csv"));
        this.lab = lab;
    }

    public static void main(String[] arguments) {
        Path work = Path.of(property("work", "target/learning"));
        Path docs = Path.of(property("docs", "docs"));
        String only = property("only", "");
        String trials = property("try", "");
        List<Run> planned =
                trials.isEmpty() ? Tier.named(property("tier", "quick")).runs() : Trial.runs(trials);
        List<Run> runs = planned.stream()
                .filter(run -> only.isEmpty() || run.name().matches(only))
                .toList();
        try (Lab lab = Lab.open(work, Integer.parseInt(property("threads", "2")))) {
            new LearningBench(work, docs, lab).run(runs);
        }
    }

    private static String property(String name, String otherwise) {
        String value = System.getProperty("konomi.learning." + name, "");
        return value.isBlank() ? otherwise : value;
    }

    private void run(List<Run> runs) {
        runs.forEach(run -> roundsLeft += Math.max(0, run.rounds() - Math.max(0, results.rounds(run))));
        say("%d runs, %d rounds to go", runs.size(), roundsLeft);
        for (Run run : runs) {
            if (results.rounds(run) < run.rounds()) {
                run(run);
                LearningReport.write(docs);
            }
        }
        LearningReport.write(docs);
        say("done");
    }

    private void run(Run run) {
        Evaluation evaluation = evaluations.computeIfAbsent(run.task().name(), name -> evaluation(run.task()));
        Learner learner = new Learner(lab, run, evaluation);
        Path file = work.resolve("runs").resolve(run.name().replace('/', '~') + ".safetensors");
        RunState state = RunState.read(file);
        if (!state.line().isEmpty()) {
            results.add(Row.parse(state.line()));
        }
        while (state.round() < run.rounds()) {
            long begin = System.nanoTime();
            int round = state.round() + 1;
            state = learner.round(state, round % EVERY == 0 || round == run.rounds());
            state.write(file);
            results.add(Row.parse(state.line()));
            progress(System.nanoTime() - begin, state.line());
        }
    }

    private Evaluation evaluation(Task task) {
        long begin = System.nanoTime();
        Evaluation evaluation = new Evaluation(lab, task, work.resolve("base").resolve(task.name() + ".safetensors"));
        Evaluation.Figures base = evaluation.base();
        results.add(new Row(
                task.name(),
                BASE,
                0,
                0,
                0,
                Evaluation.IMAGES,
                base.fresh(),
                base.unseen(),
                base.bank(),
                Double.NaN,
                base.diversity(),
                base.colours(),
                base.backgrounds(),
                base.drift(),
                0,
                (System.nanoTime() - begin) / 1e9));
        return evaluation;
    }

    private void progress(long took, String line) {
        nanos += took;
        roundsDone++;
        roundsLeft--;
        Duration left = Duration.ofNanos(nanos / roundsDone * roundsLeft);
        say("%s", line);
        say("  %d rounds to go, about %d:%02d h", roundsLeft, left.toHours(), left.toMinutesPart());
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
