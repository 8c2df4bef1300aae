package dev.konomi.bench;

import dev.konomi.bench.Comparison.Bound;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One evaluation of the UNet: base, and with adapters mixed in the batch. */
final class UnetSection implements Section {
    private static final int SLOTS = 8;
    private static final int RANK = 4;
    private static final String TEXT = """
            Both run the same batch of rows with time steps and texts of their own. The peer runs with merged weights \
            (base) and with one PEFT adapter on every row; it has nothing to hold against mixed adapters, so these are \
            held against our own base graph, which has no adapters at all.""";

    private final Tier tier;

    UnetSection(Tier tier) {
        this.tier = tier;
    }

    @Override
    public String name() {
        return "a-" + tier.label();
    }

    @Override
    public SectionResult run(BenchSettings settings) {
        Path model = tier.model(settings);
        List<String> adapters = Tier.adapterFiles(settings, tier, SLOTS);
        List<Comparison> lines = new ArrayList<>();
        Machine machine;
        Map<String, Object> none;
        Map<String, Object> one;
        try (Duel duel = new Duel(settings)) {
            duel.make("adapters", Map.of("model", model.toString(), "rank", RANK, "adapters", adapters));
            none = batch(duel, settings, model, 0, List.of());
            Map<String, Object> four = batch(duel, settings, model, 4, adapters.subList(0, 4));
            Map<String, Object> eight = batch(duel, settings, model, SLOTS, adapters);
            one = batch(duel, settings, model, 1, adapters.subList(0, 1));
            var oursBase = duel.ours("base", "unet", with(none, "graph", "base"));
            var theirsBase = duel.theirs("base", "unet", none);
            var oursOne = duel.ours("slots-1", "unet", with(one, "graph", "adapters"));
            var theirsOne = duel.theirs("one-adapter", "unet", one);
            var oursFour = duel.ours("slots-4", "unet", with(four, "graph", "adapters"));
            var oursEight = duel.ours("slots-8", "unet", with(eight, "graph", "adapters"));
            duel.run(
                    List.of(oursBase, theirsBase, oursOne, theirsOne, oursFour, oursEight),
                    tier.warmUps(),
                    tier.repetitions(settings));
            lines.add(duel.compare("base", oursBase, theirsBase, Bound.atMost(0.85)));
            lines.add(duel.compare("one adapter", oursOne, theirsOne, Bound.atMost(0.85)));
            lines.add(duel.times("4 mixed adapters, over our base", oursFour, oursBase, null));
            lines.add(duel.times("8 mixed adapters, over our base", oursEight, oursBase, Bound.atMost(1.07)));
            machine = duel.machine();
        }
        // after the others have ended: whoever maps a file shares its pages with all who do
        lines.add(Duel.memory(settings, "peak memory, base", "unet", with(none, "graph", "base"), none));
        lines.add(Duel.memory(settings, "peak memory, one adapter", "unet", with(one, "graph", "adapters"), one));
        return new SectionResult(name(), "One UNet evaluation, " + tier.title(), TEXT, lines, List.of(), machine);
    }

    private Map<String, Object> batch(Duel duel, BenchSettings settings, Path model, int slots, List<String> adapters) {
        String file = settings.work()
                .resolve("unet-" + tier.label() + "-" + slots + ".safetensors")
                .toString();
        duel.make(
                "unet",
                Map.of(
                        "model",
                        model.toString(),
                        "rows",
                        tier.rows(),
                        "latent",
                        tier.latent(),
                        "slots",
                        slots,
                        "rows_per_sample",
                        1,
                        "inputs",
                        file));
        return Map.of("model", model.toString(), "inputs", file, "adapters", adapters, "rank", RANK);
    }

    private static Map<String, Object> with(Map<String, Object> fields, String name, Object value) {
        Map<String, Object> all = new HashMap<>(fields);
        all.put(name, value);
        return all;
    }
}
