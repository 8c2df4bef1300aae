package dev.konomi.learning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which runs, in an order in which what is there after a while says most. */
enum Tier {
    /** Two tasks, three methods, one seed: at most an hour on two cores. */
    QUICK,
    /** Everything: at most ten hours. Runs that the quick tier did are not done again. */
    FULL;

    private static final int ROUNDS = 8;
    private static final List<String> MAIN = List.of("konomi", "hero-paper", "ddpo");
    private static final List<String> ABLATIONS =
            List.of("d3po", "hero-paper-replay", "hero-paper-no-bank", "hero-paper-no-encoder");
    private static final List<String> CARELESS = List.of("konomi-flipped", "konomi-one-random");
    private static final List<String> TWO_TASKS = List.of("brand-one", "forbidden-colour");

    static Tier named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    List<Run> runs() {
        Map<String, Run> runs = new LinkedHashMap<>();
        addAll(runs, TWO_TASKS, MAIN, 1, ROUNDS);
        if (this == FULL) {
            List<String> tasks = Tasks.all().stream().map(Task::name).toList();
            addAll(runs, tasks, MAIN, 1, ROUNDS);
            addAll(runs, TWO_TASKS, CARELESS, 1, ROUNDS);
            addAll(runs, TWO_TASKS, ABLATIONS, 1, ROUNDS);
            addAll(runs, tasks, MAIN, 2, ROUNDS);
            addAll(runs, tasks, MAIN, 3, ROUNDS);
            addAll(runs, tasks, List.of("d3po"), 1, ROUNDS);
            // four rounds of labels, then as many without
            addAll(runs, TWO_TASKS, List.of("reward-model"), 1, ROUNDS);
            addAll(runs, List.of("brand-one", "brand-eight"), List.of("reward-function"), 1, ROUNDS);
        }
        return List.copyOf(runs.values());
    }

    private static void addAll(Map<String, Run> runs, List<String> tasks, List<String> methods, long seed, int rounds) {
        for (String task : tasks) {
            for (String method : methods) {
                Run run = new Run(Tasks.named(task), Methods.named(method), seed, rounds);
                runs.putIfAbsent(run.name(), run);
            }
        }
    }
}
