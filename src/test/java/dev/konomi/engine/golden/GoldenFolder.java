package dev.konomi.engine.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.checkpoint.TensorEntry;
import dev.konomi.engine.checkpoint.WeightFiles;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One folder of golden values: a model, its LoRA files, and what diffusers, PEFT and PyTorch computed from them in
 * float64.
 */
public final class GoldenFolder {
    private static final Pattern PROJECTION =
            Pattern.compile("(.*\\.transformer_blocks\\.\\d+\\.attn[12]\\.(?:to_q|to_k|to_v|to_out\\.0))\\.weight");

    private final Path path;
    private final SafetensorsFile cases;
    private final JsonNode json;
    private final DiffusersFolder model;

    private GoldenFolder(Path path) throws IOException {
        this.path = path;
        this.cases = SafetensorsFile.open(path.resolve("cases.safetensors"));
        this.json = new ObjectMapper().readTree(Files.readAllBytes(path.resolve("cases.json")));
        this.model = DiffusersFolder.open(path.resolve("model"));
    }

    public static GoldenFolder open(Path path) {
        try {
            return new GoldenFolder(path);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " holds no golden values", e);
        }
    }

    /** Golden numbers by name; every kind of real number as F32, every kind of whole number as I64. */
    public Tensor tensor(String name) {
        return cases.read(name);
    }

    public boolean has(String name) {
        return cases.contains(name);
    }

    /** Names of all golden tensors that begin so, in order. */
    public List<String> names(String prefix) {
        return cases.entries().keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /** What cases.json says. */
    public JsonNode json() {
        return json;
    }

    public int steps() {
        return json.path("steps").intValue();
    }

    public float guidanceScale() {
        return json.path("guidance_scale").floatValue();
    }

    public float eta() {
        return json.path("eta").floatValue();
    }

    public DiffusersFolder model() {
        return model;
    }

    /** How many adapters lie in lora/; they count from 1, as slots do behind the base model's slot 0. */
    public int adapters() {
        return json.path("adapters").size();
    }

    /** Adapter n (from 1) from its diffusers file. */
    public LoraWeights lora(int n) {
        return LoraFile.read(loraFile(n, "diffusers"), sites());
    }

    public SafetensorsFile loraFile(int n, String form) {
        return SafetensorsFile.open(path.resolve("lora/adapter" + n + "." + form + ".safetensors"));
    }

    /** Every projection of every attention of the UNet, as its weights show them. */
    public List<LoraSiteShape> sites() {
        WeightFiles weights = model.unetWeights();
        return weights.names().stream()
                .map(PROJECTION::matcher)
                .filter(Matcher::matches)
                .map(matcher -> {
                    TensorEntry entry = weights.entry(matcher.group());
                    return new LoraSiteShape(matcher.group(1), entry.shape()[1], entry.shape()[0]);
                })
                .toList();
    }

    public Path path() {
        return path;
    }

    @Override
    public String toString() {
        return path.getFileName().toString();
    }
}
