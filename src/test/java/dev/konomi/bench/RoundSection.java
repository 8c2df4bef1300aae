package dev.konomi.bench;

import dev.konomi.bench.Comparison.Bound;
import dev.konomi.bench.SectionResult.Table;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** A whole round of the bundled model. */
final class RoundSection implements Section {
    private static final String TEXT = """
            Sixty-four pictures of four prompts (DDIM, guidance 5, eta 1, decoded), a reward encoder learned from fixed \
            verdicts (every fifth picture is good), rewards, and the policy update of the recipe. The peer is the same \
            round in PyTorch with the batch sizes that are fastest there, no gradients where none are needed, and \
            LoRA by PEFT. Both draw their own noise, so results are alike in size only.""";

    @Override
    public String name() {
        return "d-bundled";
    }

    @Override
    public SectionResult run(BenchSettings settings) {
        List<Comparison> lines = new ArrayList<>();
        List<Table> tables = new ArrayList<>();
        Machine machine;
        try (Duel duel = new Duel(settings)) {
            for (String recipe : List.of("hero", "hero-ddpo")) {
                round(duel, settings, recipe, lines, tables);
            }
            lines.add(duel.memory("peak memory"));
            machine = duel.machine();
        }
        return new SectionResult(name(), "A whole round, the bundled model", TEXT, lines, tables, machine);
    }

    private static void round(
            Duel duel, BenchSettings settings, String recipe, List<Comparison> lines, List<Table> tables) {
        Map<String, Object> fields = Map.of(
                "model", settings.bundled().toString(),
                "cache", settings.work().resolve("compiled").toString(),
                "recipe", recipe);
        var ours = duel.ours(recipe, "round", fields);
        var theirs = duel.theirs(recipe, "round", fields);
        // a round is long enough to need no warm-up, so the first one's opening of the training graph is in it
        duel.run(List.of(ours, theirs), 0, Math.max(2, settings.repetitions() / 5));
        lines.add(duel.times("round, recipe " + recipe, ours, theirs, Bound.atMost(0.8)));
        tables.add(stages(recipe, ours.results(settings.work()), theirs.results(settings.work())));
        ours.close();
        theirs.close();
    }

    private static Table stages(String recipe, SortedMap<String, Tensor> ours, SortedMap<String, Tensor> theirs) {
        List<List<String>> rows = new ArrayList<>();
        theirs.forEach((what, number) -> rows.add(List.of(what, text(ours.get(what)), text(number))));
        return new Table(
                "Recipe " + recipe + ": seconds of each stage in the last round, and the adapter's norm",
                List.of("stage", "Konomi", "peer"),
                rows);
    }

    private static String text(Tensor number) {
        return String.format(Locale.ROOT, "%.2f", number.f32()[0]);
    }
}
