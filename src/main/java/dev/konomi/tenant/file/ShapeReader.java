package dev.konomi.tenant.file;

import dev.konomi.tenant.file.Shape.Field;
import dev.konomi.tenant.file.Shape.Fields;
import dev.konomi.tenant.file.Shape.Flag;
import dev.konomi.tenant.file.Shape.Listing;
import dev.konomi.tenant.file.Shape.Text;
import dev.konomi.tenant.file.Shape.Tree;
import dev.konomi.tenant.file.Shape.Whole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads YAML nodes against a shape and notes every place that does not fit, with its line. */
final class ShapeReader {
    private static final int MAX_DEPTH = 20;

    private final String file;
    private final List<FileProblem> problems = new ArrayList<>();

    ShapeReader(String file) {
        this.file = file;
    }

    List<FileProblem> problems() {
        return List.copyOf(problems);
    }

    /** The fields that are there and fit, by name, in the file's order. */
    Map<String, Object> read(Node node, Fields shape) {
        return fields(node, shape, "").orElse(Map.of());
    }

    private Optional<Object> value(Node node, Shape shape, String place) {
        if (shape instanceof Text text) {
            return text(node, text, place);
        } else if (shape instanceof Whole whole) {
            return whole(node, whole, place);
        } else if (shape instanceof Flag flag) {
            return flag(node, flag, place);
        } else if (shape instanceof Listing listing) {
            return listing(node, listing, place);
        } else if (shape instanceof Fields fields) {
            return fields(node, fields, place).map(Object.class::cast);
        } else if (shape instanceof Tree tree) {
            return node instanceof MappingNode mapping
                    ? Optional.of(branch(mapping, place, 0))
                    : other(node, tree, place);
        }
        throw new IllegalStateException("expected a known shape, found " + shape);
    }

    private Optional<Object> text(Node node, Text shape, String place) {
        if (!(node instanceof ScalarNode scalar) || !node.getTag().equals(Tag.STR)) {
            return other(node, shape, place);
        }
        String text = scalar.getValue();
        if (text.isBlank() && shape.minLength() > 0) {
            return problem(node, place, "expected " + shape.words() + ", found nothing in it");
        }
        if (text.length() < shape.minLength() || text.length() > shape.maxLength()) {
            return problem(node, place, "expected " + shape.words() + ", found " + text.length() + " characters");
        }
        if (shape.pattern() != null && !text.matches(shape.pattern())) {
            return problem(node, place, "expected " + shape.words() + ", found '" + text + "'");
        }
        return Optional.of(text);
    }

    private Optional<Object> whole(Node node, Whole shape, String place) {
        Optional<Long> number = node instanceof ScalarNode scalar ? wholeNumber(scalar) : Optional.empty();
        if (number.isEmpty()) {
            return other(node, shape, place);
        }
        if (number.get() < shape.min() || number.get() > shape.max()) {
            return problem(node, place, "expected " + shape.words() + ", found " + number.get());
        }
        return Optional.of(number.get());
    }

    private Optional<Object> flag(Node node, Flag shape, String place) {
        Optional<Boolean> flag = node instanceof ScalarNode scalar ? trueOrFalse(scalar) : Optional.empty();
        return flag.isPresent() ? Optional.of(flag.get()) : other(node, shape, place);
    }

    private Optional<Object> listing(Node node, Listing shape, String place) {
        if (!(node instanceof SequenceNode sequence)) {
            return other(node, shape, place);
        }
        int size = sequence.getValue().size();
        if (size < shape.minItems() || size > shape.maxItems()) {
            return problem(node, place, "expected " + shape.words() + ", found " + size);
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            value(sequence.getValue().get(i), shape.item(), place + "[" + i + "]")
                    .ifPresent(values::add);
        }
        return Optional.of(values);
    }

    private Optional<Map<String, Object>> fields(Node node, Fields shape, String place) {
        if (!(node instanceof MappingNode mapping)) {
            other(node, shape, place);
            return Optional.empty();
        }
        Map<String, Field> known = new LinkedHashMap<>();
        shape.fields().forEach(field -> known.put(field.name(), field));
        Map<String, Node> given = names(mapping, place);
        Map<String, Object> values = new LinkedHashMap<>();
        given.forEach((name, child) -> {
            Field field = known.get(name);
            if (field == null) {
                problem(child, below(place, name), "is not known here; known are " + String.join(", ", known.keySet()));
            } else {
                value(child, field.shape(), below(place, name)).ifPresent(value -> values.put(name, value));
            }
        });
        for (Field field : shape.fields()) {
            if (field.required() && !given.containsKey(field.name())) {
                problem(node, below(place, field.name()), "is missing");
            }
        }
        return Optional.of(values);
    }

    private Map<String, Object> branch(MappingNode mapping, String place, int depth) {
        Map<String, Object> values = new LinkedHashMap<>();
        names(mapping, place)
                .forEach((name, child) ->
                        leafOrBranch(child, below(place, name), depth).ifPresent(value -> values.put(name, value)));
        return values;
    }

    private Optional<Object> leafOrBranch(Node node, String place, int depth) {
        if (depth > MAX_DEPTH) {
            return problem(node, place, "is nested too deeply");
        }
        if (node instanceof MappingNode mapping) {
            return Optional.of(branch(mapping, place, depth + 1));
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < sequence.getValue().size(); i++) {
                leafOrBranch(sequence.getValue().get(i), place + "[" + i + "]", depth + 1)
                        .ifPresent(values::add);
            }
            return Optional.of(values);
        }
        Optional<Object> leaf = node instanceof ScalarNode scalar ? leaf(scalar) : Optional.empty();
        return leaf.isPresent() ? leaf : problem(node, place, "expected a number, a text, true or false");
    }

    private static Optional<Object> leaf(ScalarNode scalar) {
        if (scalar.getTag().equals(Tag.STR)) {
            return Optional.of(scalar.getValue());
        }
        if (scalar.getTag().equals(Tag.FLOAT)) {
            return finiteNumber(scalar.getValue().replace("_", "")).map(Object.class::cast);
        }
        Optional<Object> whole = wholeNumber(scalar).map(Object.class::cast);
        return whole.isPresent() ? whole : trueOrFalse(scalar).map(Object.class::cast);
    }

    // Not .inf and .nan, and no 1:30.5.
    private static Optional<Double> finiteNumber(String text) {
        if (!text.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?")) {
            return Optional.empty();
        }
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    }

    // Decimal only: YAML 1.1 would read 010 as eight and 1:30 as ninety.
    private static Optional<Long> wholeNumber(ScalarNode scalar) {
        String digits = scalar.getValue().replace("_", "");
        boolean decimal = scalar.getTag().equals(Tag.INT) && digits.matches("-?(0|[1-9][0-9]{0,17})");
        return decimal ? Optional.of(Long.parseLong(digits)) : Optional.empty();
    }

    // YAML 1.1 knows yes, no, on and off as well, and JSON Schema does not.
    private static Optional<Boolean> trueOrFalse(ScalarNode scalar) {
        boolean flag = scalar.getTag().equals(Tag.BOOL) && scalar.getValue().matches("true|false");
        return flag ? Optional.of(Boolean.valueOf(scalar.getValue())) : Optional.empty();
    }

    private Map<String, Node> names(MappingNode mapping, String place) {
        Map<String, Node> names = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            Node key = entry.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                problem(key, place, "expected a name, found " + found(key));
            } else if (names.put(scalar.getValue(), entry.getValueNode()) != null) {
                problem(key, below(place, scalar.getValue()), "stands here twice");
            }
        }
        return names;
    }

    private Optional<Object> other(Node node, Shape shape, String place) {
        return problem(node, place, "expected " + shape.words() + ", found " + found(node));
    }

    private static String found(Node node) {
        if (node instanceof MappingNode) {
            return "a mapping";
        } else if (node instanceof SequenceNode) {
            return "a list";
        } else if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            String value = scalar.getValue();
            return "'" + value + "'" + (scalar.getTag().equals(Tag.STR) ? "" : " (in quotes it is a text)");
        }
        return "nothing";
    }

    private static String below(String place, String name) {
        return place.isEmpty() ? name : place + "." + name;
    }

    private <T> Optional<T> problem(Node node, String place, String reason) {
        problems.add(new FileProblem(file, node.getStartMark().getLine() + 1, place, reason));
        return Optional.empty();
    }
}
