package dev.konomi.web;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
                .map(v -> new FieldError(field(v), v.getMessage(), allowed(v)))
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
    private static String field(ConstraintViolation<?> violation) {
        List<Path.Node> nodes = new ArrayList<>();
        violation.getPropertyPath().forEach(nodes::add);
        if (nodes.size() == 2 && isBody(violation.getRootBeanClass(), nodes)) {
            return "body";
        }
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

    /** Whether the parameter is the entity: the one that carries no annotation of where it comes from. */
    private static boolean isBody(Class<?> resource, List<Path.Node> nodes) {
        if (nodes.get(0).getKind() != ElementKind.METHOD || nodes.get(1).getKind() != ElementKind.PARAMETER) {
            return false;
        }
        Path.MethodNode method = nodes.get(0).as(Path.MethodNode.class);
        int index = nodes.get(1).as(Path.ParameterNode.class).getParameterIndex();
        Class<?>[] types = method.getParameterTypes().toArray(Class<?>[]::new);
        // an intercepted resource is a generated subclass, whose parameters lost their annotations
        return Stream.<Class<?>>iterate(resource, Objects::nonNull, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(m -> m.getName().equals(method.getName()) && Arrays.equals(m.getParameterTypes(), types))
                .flatMap(m -> Arrays.stream(m.getParameterAnnotations()[index]))
                .noneMatch(a -> a.annotationType()
                        .getPackageName()
                        .matches("jakarta\\.ws\\.rs|org\\.jboss\\.resteasy\\.reactive"));
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
