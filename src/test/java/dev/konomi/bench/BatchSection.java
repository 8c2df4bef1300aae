package dev.konomi.bench;

import dev.konomi.bench.Comparison.Bound;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Eight samples with eight adapters: one batch, against one adapter after the other and PEFT's mixed batch. */
final class BatchSection implements Section {
    private static final int SAMPLES = 8;
    private static final int RANK = 4;
    private static final int STEPS = 20;
    private static final double SECONDS = 60;

    private static final String TEXT = """
            Eight samples of one denoising step, each with its own adapter of rank 4. Konomi runs them as one batch. The \
            peer either switches (`set_adapter`, then one call for each sample) or runs PEFT's mixed batch \
            (`adapter_names`). Pictures per minute are those of 20 steps, without text encoder and decoder, which are \
            the same for everybody.""";

    private final Tier tier;

    BatchSection(Tier tier) {
        this.tier = tier;
    }

    @Override
    public String name() {
        return "b-" + tier.label();
    }

    @Override
    public SectionResult run(BenchSettings settings) {
        Path model = tier.model(settings);
        List<String> adapters = Tier.adapterFiles(settings, tier, SAMPLES);
        Map<String, Object> fields = new HashMap<>();
        fields.put("model", model.toString());
        fields.put("rank", RANK);
        fields.put("adapters", adapters);
        fields.put("latent", tier.latent());
        fields.put("slots", SAMPLES);
        fields.put("rows", SAMPLES * tier.rowsPerSample());
        fields.put("rows_per_sample", tier.rowsPerSample());
        fields.put("graph", "adapters");
        fields.put(
                "inputs",
                settings.work()
                        .resolve("batch-" + tier.label() + ".safetensors")
                        .toString());
        List<Comparison> lines = new ArrayList<>();
        Machine machine;
        try (Duel duel = new Duel(settings)) {
            duel.make("adapters", fields);
            duel.make("unet", fields);
            var ours = duel.ours("one-batch", "unet", fields);
            var switching = duel.theirs("switching", "switching", fields);
            duel.run(List.of(ours, switching), tier.warmUps(), tier.repetitions(settings));
            lines.add(rate(duel, "one batch, over switching adapters", ours, switching, Bound.atLeast(1.5)));
            lines.add(duel.memory("peak memory, against switching"));
            machine = duel.machine();
        }
        if (tier == Tier.SD15) {
            return new SectionResult(name(), title(), TEXT, lines, List.of(), machine);
        }
        try (Duel duel = new Duel(settings)) {
            var ours = duel.ours("one-batch", "unet", fields);
            var mixed = duel.theirs("mixed", "mixed", fields);
            duel.run(List.of(ours, mixed), tier.warmUps(), tier.repetitions(settings));
            lines.add(rate(duel, "one batch, over PEFT's mixed batch", ours, mixed, null));
            lines.add(duel.memory("peak memory, against PEFT's mixed batch"));
        }
        return new SectionResult(name(), title(), TEXT, lines, List.of(), machine);
    }

    private String title() {
        return "Eight samples with eight adapters, " + tier.title();
    }

    private static Comparison rate(Duel duel, String what, Duel.Entry ours, Duel.Entry theirs, Bound bound) {
        double error = duel.compare(what, ours, theirs, null).error();
        return Comparison.of(
                what, "pictures/min", perMinute(duel.seconds(ours)), perMinute(duel.seconds(theirs)), bound, error);
    }

    private static List<Double> perMinute(List<Double> secondsOfStep) {
        return secondsOfStep.stream()
                .map(seconds -> SAMPLES * SECONDS / (STEPS * seconds))
                .toList();
    }
}
