package dev.konomi.bench;

import dev.konomi.bench.Comparison.Bound;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A training step of each kind on the same data. */
final class TrainingSection implements Section {
    private static final int RANK = 4;
    private static final String TEXT = """
            One optimizer step on the same data from the same adapter of rank 4: loss, gradient by every LoRA matrix, \
            sum over the pieces of the batch, clip of the global norm to 1, AdamW. "Difference" is that of loss, norm \
            and all clipped gradients of the first step. DDPO has guidance in the graph (two rows for each recorded \
            step); the forward-process step includes the old weights' prediction. An encoder's epochs are full batches \
            of 64 labelled latents and 64 triplets with Adam; its difference is that of the losses of all epochs.""";

    private final Tier tier;

    TrainingSection(Tier tier) {
        this.tier = tier;
    }

    @Override
    public String name() {
        return "c-" + tier.label();
    }

    @Override
    public SectionResult run(BenchSettings settings) {
        List<Comparison> lines = new ArrayList<>();
        Machine machine;
        try (Duel duel = new Duel(settings)) {
            lines.add(compare(duel, settings, "policy", "DDPO step with guidance"));
            lines.add(compare(duel, settings, "forward", "forward-process step"));
            machine = duel.machine();
        }
        lines.add(memory(settings, "policy", "peak memory, DDPO step"));
        lines.add(memory(settings, "forward", "peak memory, forward-process step"));
        if (tier == Tier.BUNDLED) {
            try (Duel duel = new Duel(settings)) {
                lines.add(encoder(duel, settings, "encoder (recipe hero)", 256, List.of(256, 128, 64), 1e-3, 100));
                lines.add(encoder(
                        duel, settings, "encoder (recipe hero-paper)", 2048, List.of(2048, 1024, 512), 1e-5, 25));
                lines.add(duel.memory("peak memory of both encoders"));
            }
        }
        return new SectionResult(name(), "Training, " + tier.title(), TEXT, lines, List.of(), machine);
    }

    private Comparison memory(BenchSettings settings, String what, String title) {
        Map<String, Object> fields = fields(settings, what);
        return Duel.memory(settings, title, what, fields, fields);
    }

    private Map<String, Object> fields(BenchSettings settings, String what) {
        Path model = tier.model(settings);
        List<String> adapters = Tier.adapterFiles(settings, tier, 1);
        Path inputs = settings.work().resolve(what + "-" + tier.label() + ".safetensors");
        Map<String, Object> fields = new HashMap<>();
        fields.put("model", model.toString());
        fields.put("adapters", adapters);
        fields.put("rank", RANK);
        fields.put("inputs", inputs.toString());
        fields.put("latent", tier.latent());
        fields.put("steps", 20);
        fields.put("transitions", tier == Tier.BUNDLED ? 40 : 1);
        fields.put("chunk", (tier == Tier.BUNDLED ? 10 : 1) * (what.equals("forward") ? 2 : 1));
        fields.put("guidance", 5);
        fields.put("clip_range", 1e-4);
        fields.put("max_norm", 1);
        fields.put("learning_rate", 1e-3);
        return fields;
    }

    private Comparison compare(Duel duel, BenchSettings settings, String what, String title) {
        Map<String, Object> fields = fields(settings, what);
        duel.make("adapters", fields);
        duel.make(what, fields);
        var ours = duel.ours(what, what, fields);
        var theirs = duel.theirs(what, what, fields);
        duel.run(List.of(ours, theirs), 1, tier.repetitions(settings));
        Comparison line = duel.compare(title, ours, theirs, Bound.atMost(tier == Tier.BUNDLED ? 0.85 : 1));
        ours.close();
        theirs.close();
        return line;
    }

    private Comparison encoder(
            Duel duel,
            BenchSettings settings,
            String title,
            int representation,
            List<Integer> projections,
            double learningRate,
            int epochs) {
        Map<String, Object> fields = new HashMap<>();
        String id = "encoder-" + representation;
        fields.put("inputs", settings.work().resolve(id + ".safetensors").toString());
        fields.put(
                "weights", settings.work().resolve(id + "-weights.safetensors").toString());
        fields.put("latent", tier.latent());
        fields.put("epochs", epochs);
        fields.put("representation", representation);
        fields.put("projections", projections);
        fields.put("margin", 0.5);
        fields.put("learning_rate", learningRate);
        duel.make("encoder", fields);
        var ours = duel.ours(id, "encoder", fields);
        var theirs = duel.theirs(id, "encoder", fields);
        duel.run(List.of(ours, theirs), 1, Math.max(5, settings.repetitions() / 2));
        return duel.compare(title + ", " + epochs + " epochs", ours, theirs, Bound.atMost(0.85));
    }
}
