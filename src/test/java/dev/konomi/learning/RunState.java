package dev.konomi.learning;

import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.checkpoint.SafetensorsWriter;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.hero.NoiseBank;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that a run's next round depends on, in one file that is replaced as a whole. It carries the round's line of
 * the results too, so that a kill between the two costs nothing.
 *
 * @param round that ended
 * @param line of the results; empty before the first round
 * @param lora empty before the first round
 * @param seen images of all rounds, oldest first
 */
record RunState(
        int round,
        String line,
        Optional<LoraWeights> lora,
        Map<String, Tensor> encoder,
        Map<String, Tensor> optimizer,
        NoiseBank bank,
        List<Seen> seen) {
    private static final String LORA_A = "lora.a.";
    private static final String LORA_B = "lora.b.";
    private static final String ENCODER = "encoder.";
    private static final String OPTIMIZER = "optimizer.";
    private static final String BANK = "bank.";
    private static final String SEEN = "seen.latents";
    private static final String FACTS = "seen.facts";
    private static final int FACTS_PER_IMAGE = 4;

    /**
     * An image of a round.
     *
     * @param prompt index among the task's prompts
     * @param latents final ones
     * @param good what the judge of pixels says
     * @param shown whether an evaluator was asked
     * @param best whether it was named the best of its round
     */
    record Seen(int prompt, Tensor latents, boolean good, boolean shown, boolean best) {}

    static RunState start() {
        return new RunState(0, "", Optional.empty(), Map.of(), Map.of(), NoiseBank.empty(), List.of());
    }

    AdapterRef adapter(String run) {
        return lora.map(weights -> AdapterRef.of(run + "/" + round, weights)).orElseGet(AdapterRef::base);
    }

    void write(Path file) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        lora.ifPresent(weights -> weights.sites().forEach((site, pair) -> {
            tensors.put(LORA_A + site, pair.a());
            tensors.put(LORA_B + site, pair.b());
        }));
        encoder.forEach((name, tensor) -> tensors.put(ENCODER + name, tensor));
        optimizer.forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
        bank.toTensors().forEach((name, tensor) -> tensors.put(BANK + name, tensor));
        if (!seen.isEmpty()) {
            tensors.put(SEEN, Tensor.stack(seen.stream().map(Seen::latents).toList()));
            tensors.put(FACTS, facts());
        }
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("round", Integer.toString(round));
        metadata.put("line", line);
        lora.ifPresent(weights -> {
            metadata.put("rank", Integer.toString(weights.rank()));
            metadata.put("alpha", Float.toString(weights.loraAlpha()));
        });
        try {
            Files.createDirectories(file.getParent());
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, SafetensorsWriter.write(tensors, metadata));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Tensor facts() {
        long[] facts = new long[FACTS_PER_IMAGE * seen.size()];
        for (int i = 0; i < seen.size(); i++) {
            facts[FACTS_PER_IMAGE * i] = seen.get(i).prompt();
            facts[FACTS_PER_IMAGE * i + 1] = seen.get(i).good() ? 1 : 0;
            facts[FACTS_PER_IMAGE * i + 2] = seen.get(i).shown() ? 1 : 0;
            facts[FACTS_PER_IMAGE * i + 3] = seen.get(i).best() ? 1 : 0;
        }
        return Tensor.i64(new int[] {seen.size(), FACTS_PER_IMAGE}, facts);
    }

    /** The state in a file, or the start where there is none. */
    static RunState read(Path file) {
        if (!Files.exists(file)) {
            return start();
        }
        SafetensorsFile saved = SafetensorsFile.open(file);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        saved.entries().keySet().forEach(name -> tensors.put(name, saved.read(name)));
        Map<String, String> metadata = saved.metadata();
        Optional<LoraWeights> lora = Optional.ofNullable(metadata.get("rank"))
                .map(rank -> lora(tensors, Integer.parseInt(rank), Float.parseFloat(metadata.get("alpha"))));
        return new RunState(
                Integer.parseInt(metadata.get("round")),
                metadata.get("line"),
                lora,
                named(tensors, ENCODER),
                named(tensors, OPTIMIZER),
                NoiseBank.fromTensors(named(tensors, BANK)),
                seen(tensors));
    }

    private static LoraWeights lora(SortedMap<String, Tensor> tensors, int rank, float alpha) {
        SortedMap<String, LoraPair> sites = new TreeMap<>();
        Map<String, Tensor> a = named(tensors, LORA_A);
        named(tensors, LORA_B).forEach((site, b) -> sites.put(site, new LoraPair(a.get(site), b)));
        return new LoraWeights(rank, alpha, sites);
    }

    private static Map<String, Tensor> named(SortedMap<String, Tensor> tensors, String prefix) {
        Map<String, Tensor> named = new TreeMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                named.put(name.substring(prefix.length()), tensor);
            }
        });
        return named;
    }

    private static List<Seen> seen(Map<String, Tensor> tensors) {
        List<Seen> seen = new ArrayList<>();
        Tensor latents = tensors.get(SEEN);
        Tensor facts = tensors.get(FACTS);
        if (latents != null && facts != null) {
            long[] numbers = facts.i64();
            int[] shape = latents.shape();
            for (int i = 0; i < shape[0]; i++) {
                seen.add(new Seen(
                        (int) numbers[FACTS_PER_IMAGE * i],
                        latents.rows(i, i + 1).reshape(shape[1], shape[2], shape[3]),
                        numbers[FACTS_PER_IMAGE * i + 1] == 1,
                        numbers[FACTS_PER_IMAGE * i + 2] == 1,
                        numbers[FACTS_PER_IMAGE * i + 3] == 1));
            }
        }
        return seen;
    }
}
