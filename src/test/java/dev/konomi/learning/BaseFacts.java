package dev.konomi.learning;

import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.checkpoint.SafetensorsWriter;
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
import java.util.TreeMap;

/**
 * The base model on a task, measured once for every method.
 *
 * @param pairwise mean distance between the fresh images' latents
 * @param audit latents of the audit prompts' images
 */
record BaseFacts(double fresh, double unseen, double pairwise, int colours, int backgrounds, List<Tensor> audit) {
    private static final String AUDIT = "audit";

    static Optional<BaseFacts> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        SafetensorsFile saved = SafetensorsFile.open(file);
        Map<String, String> facts = saved.metadata();
        Tensor stacked = saved.read(AUDIT);
        int[] shape = stacked.shape();
        List<Tensor> audit = new ArrayList<>();
        for (int i = 0; i < shape[0]; i++) {
            audit.add(stacked.rows(i, i + 1).reshape(shape[1], shape[2], shape[3]));
        }
        return Optional.of(new BaseFacts(
                Double.parseDouble(facts.get("fresh")),
                Double.parseDouble(facts.get("unseen")),
                Double.parseDouble(facts.get("pairwise")),
                Integer.parseInt(facts.get("colours")),
                Integer.parseInt(facts.get("backgrounds")),
                audit));
    }

    void write(Path file) {
        Map<String, String> facts = Map.of(
                "fresh", Double.toString(fresh),
                "unseen", Double.toString(unseen),
                "pairwise", Double.toString(pairwise),
                "colours", Integer.toString(colours),
                "backgrounds", Integer.toString(backgrounds));
        try {
            Files.createDirectories(file.getParent());
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, SafetensorsWriter.write(new TreeMap<>(Map.of(AUDIT, Tensor.stack(audit))), facts));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
