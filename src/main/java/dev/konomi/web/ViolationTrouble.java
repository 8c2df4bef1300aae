package dev.konomi.web;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What Bean Validation found, with fields named as the caller wrote them. */
final class ViolationTrouble {
    private static final PropertyNamingStrategies.SnakeCaseStrategy SNAKE =
            new PropertyNamingStrategies.SnakeCaseStrategy();

    private ViolationTrouble() {}

    /** Empty when the server's own answer or an entity was at fault and not what the caller sent. */
    static Optional<ProblemException> explain(Set<? extends ConstraintViolation<?>> violations) {
        boolean callersFault =
                !violations.isEmpty() && violations.stream().allMatch(v -> isArgument(v.getPropertyPath()));
        if (!callersFault) {
            return Optional.empty();
        }
        List<FieldError> errors = violations.stream()
                .map(v -> new FieldError(field(v.getPropertyPath()), v.getMessage(), allowed(v)))
                .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::reason))
                .toList();
        String detail =
                errors.stream().map(e -> e.field() + " " + e.reason()).collect(Collectors.joining("; ", "", "."));
        ProblemException problem = new ProblemException(ProblemKind.INVALID, detail);
        for (FieldError error : errors) {
            problem = problem.withError(error);
        }
        return Optional.of(problem);
    }

    private static boolean isArgument(Path path) {
        List<ElementKind> kinds = new ArrayList<>();
        path.forEach(node -> kinds.add(node.getKind()));
        return kinds.size() > 1
                && kinds.get(0) == ElementKind.METHOD
                && (kinds.get(1) == ElementKind.PARAMETER || kinds.get(1) == ElementKind.CROSS_PARAMETER);
    }

    /** A body's field is named without the parameter; a query or path parameter by itself. */
    private static String field(Path path) {
        List<Path.Node> nodes = new ArrayList<>();
        path.forEach(nodes::add);
        List<Path.Node> inner = nodes.size() > 2 ? nodes.subList(2, nodes.size()) : nodes.subList(1, nodes.size());
        StringBuilder field = new StringBuilder();
        for (Path.Node node : inner) {
            if (node.getIndex() != null) {
                field.append('[').append(node.getIndex()).append(']');
            } else if (node.getKey() != null) {
                field.append('[').append(node.getKey()).append(']');
            }
            if (node.getName() != null && node.getKind() != ElementKind.CONTAINER_ELEMENT) {
                field.append(field.isEmpty() ? "" : ".").append(SNAKE.translate(node.getName()));
            }
        }
        return field.isEmpty() ? "body" : field.toString();
    }

    private static @Nullable String allowed(ConstraintViolation<?> violation) {
        var descriptor = violation.getConstraintDescriptor();
        Map<String, Object> attributes = descriptor.getAttributes();
        return switch (descriptor.getAnnotation().annotationType().getSimpleName()) {
            case "Size", "Length" -> "length " + range(attributes.get("min"), attributes.get("max"));
            case "Range" -> range(attributes.get("min"), attributes.get("max"));
            case "Min", "DecimalMin" -> "at least " + attributes.get("value");
            case "Max", "DecimalMax" -> "at most " + attributes.get("value");
            case "Positive" -> "more than 0";
            case "PositiveOrZero" -> "0 or more";
            case "Pattern" -> String.valueOf(attributes.get("regexp"));
            case "NotNull", "NotBlank", "NotEmpty" -> "a value";
            default -> null;
        };
    }

    private static String range(@Nullable Object min, @Nullable Object max) {
        boolean open = max instanceof Integer limit && limit == Integer.MAX_VALUE;
        return open ? "at least " + min : min + " to " + max;
    }
}
