package dev.konomi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.konomi.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** A command of the benchmark, by the names that both sides know. */
public record CaseSettings(JsonNode json) {
    public String text(String name) {
        return required(name).asText();
    }

    public int integer(String name) {
        return required(name).asInt();
    }

    public double number(String name) {
        return required(name).asDouble();
    }

    public Path path(String name) {
        return Path.of(text(name));
    }

    public List<Path> paths(String name) {
        List<Path> paths = new ArrayList<>();
        required(name).forEach(each -> paths.add(Path.of(each.asText())));
        return paths;
    }

    public List<Integer> integers(String name) {
        List<Integer> numbers = new ArrayList<>();
        required(name).forEach(each -> numbers.add(each.asInt()));
        return numbers;
    }

    /** Every tensor of the file that a field names. */
    public SortedMap<String, Tensor> tensors(String name) {
        return Tensors.read(path(name));
    }

    private JsonNode required(String name) {
        JsonNode node = json.get(name);
        if (node == null) {
            throw new IllegalArgumentException("expected a field '" + name + "', found " + json);
        }
        return node;
    }
}
