package dev.konomi.engine.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One JSON file of a Diffusers folder. It remembers which fields were asked for, so that {@link #refuseTheRest} can
 * name a setting that would otherwise be ignored in silence.
 */
final class ConfigFile {
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(JsonNode.class);

    private final Path path;
    private final JsonNode root;
    private final Set<String> asked = new HashSet<>();

    private ConfigFile(Path path, JsonNode root) {
        this.path = path;
        this.root = root;
    }

    static ConfigFile read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new CheckpointException(path.toString(), null, "the file is missing");
        }
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(path));
            if (!root.isObject()) {
                throw new CheckpointException(path.toString(), null, "expected a JSON object");
            }
            return new ConfigFile(path, root);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(path.toString(), "is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CheckpointException(path.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    /** Returns the node, or a missing node where the file has none or null. */
    JsonNode node(String field) {
        asked.add(field);
        JsonNode node = root.path(field);
        return node.isNull() ? root.path("\u0000absent") : node;
    }

    boolean has(String field) {
        return !node(field).isMissingNode();
    }

    String text(String field, String fallback) {
        JsonNode node = node(field);
        if (node.isMissingNode()) {
            return fallback;
        }
        if (!node.isTextual()) {
            throw refuse(field, "expected a string, found " + node);
        }
        return node.textValue();
    }

    String oneOf(String field, String fallback, String... allowed) {
        String value = text(field, fallback);
        if (!List.of(allowed).contains(value)) {
            throw refuse(field, "'" + value + "' is not supported, expected one of " + List.of(allowed));
        }
        return value;
    }

    boolean flag(String field, boolean fallback) {
        JsonNode node = node(field);
        if (node.isMissingNode()) {
            return fallback;
        }
        if (!node.isBoolean()) {
            throw refuse(field, "expected true or false, found " + node);
        }
        return node.booleanValue();
    }

    int integer(String field, int fallback, int min, int max) {
        JsonNode node = node(field);
        return node.isMissingNode() ? fallback : toInteger(field, node, min, max);
    }

    int requiredInteger(String field, int min, int max) {
        JsonNode node = node(field);
        if (node.isMissingNode()) {
            throw refuse(field, "the field is missing");
        }
        return toInteger(field, node, min, max);
    }

    double number(String field, double fallback, double min, double max) {
        JsonNode node = node(field);
        if (node.isMissingNode()) {
            return fallback;
        }
        if (!node.isNumber() || !(node.doubleValue() >= min && node.doubleValue() <= max)) {
            throw refuse(field, "expected a number from " + min + " to " + max + ", found " + node);
        }
        return node.doubleValue();
    }

    List<Integer> integers(String field, List<Integer> fallback, int min, int max) {
        JsonNode node = node(field);
        if (node.isMissingNode()) {
            return fallback;
        }
        if (!node.isArray() || node.isEmpty()) {
            throw refuse(field, "expected a list of whole numbers, found " + node);
        }
        List<Integer> values = new ArrayList<>();
        node.forEach(value -> values.add(toInteger(field, value, min, max)));
        return List.copyOf(values);
    }

    /** One number for every block, or a list with one for each. */
    List<Integer> integerOrList(String field, int fallback, int blocks, int min, int max) {
        JsonNode node = node(field);
        if (!node.isArray()) {
            return Collections.nCopies(blocks, integer(field, fallback, min, max));
        }
        List<Integer> values = integers(field, List.of(), min, max);
        if (values.size() != blocks) {
            throw refuse(field, "expected one value for each of the " + blocks + " blocks, found " + node);
        }
        return values;
    }

    List<String> texts(String field, List<String> fallback, Set<String> allowed) {
        JsonNode node = node(field);
        if (node.isMissingNode()) {
            return fallback;
        }
        if (!node.isArray() || node.isEmpty()) {
            throw refuse(field, "expected a list of strings, found " + node);
        }
        List<String> values = new ArrayList<>();
        node.forEach(value -> {
            if (!allowed.contains(value.asText())) {
                throw refuse(
                        field,
                        value + " is not supported, expected one of "
                                + allowed.stream().sorted().toList());
            }
            values.add(value.asText());
        });
        return List.copyOf(values);
    }

    /** The feature must be off: absent, null, false, or the value that means off. */
    void mustBe(String field, String offValue, String why) {
        JsonNode node = node(field);
        if (!node.isMissingNode() && !isOff(node) && !node.asText().equals(offValue)) {
            throw refuse(field, node + " is not supported: " + why);
        }
    }

    void mustBeOff(String field, String why) {
        JsonNode node = node(field);
        if (!node.isMissingNode() && !isOff(node)) {
            throw refuse(field, node + " is not supported: " + why);
        }
    }

    /** Fields that do not change what the network computes. */
    void ignore(String... fields) {
        asked.addAll(List.of(fields));
    }

    /** A field that nobody asked for and that is switched on is a feature we do not know. */
    void refuseTheRest() {
        root.properties().forEach(field -> {
            String name = field.getKey();
            if (!asked.contains(name) && !name.startsWith("_") && !isOff(field.getValue())) {
                throw refuse(name, field.getValue() + " is a setting that Konomi does not know");
            }
        });
    }

    CheckpointException refuse(String field, String reason) {
        return new CheckpointException(path.toString(), field, reason);
    }

    private int toInteger(String field, JsonNode node, int min, int max) {
        if (!node.isIntegralNumber() || node.longValue() < min || node.longValue() > max) {
            throw refuse(field, "expected a whole number from " + min + " to " + max + ", found " + node);
        }
        return node.intValue();
    }

    private static boolean isOff(JsonNode node) {
        return node.isNull()
                || (node.isBoolean() && !node.booleanValue())
                || (node.isArray() && node.isEmpty())
                || (node.isArray() && allOff(node));
    }

    private static boolean allOff(JsonNode array) {
        for (JsonNode element : array) {
            if (!isOff(element)) {
                return false;
            }
        }
        return true;
    }
}
