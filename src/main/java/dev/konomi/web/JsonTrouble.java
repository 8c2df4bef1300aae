package dev.konomi.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with a JSON body, in the caller's terms: field, place and what is allowed, never a Java name. */
final class JsonTrouble {
    private JsonTrouble() {}

    static ProblemException explain(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            String known = join(unknown.getKnownPropertyIds());
            return refuse(unknown, "is not a known property", known.isEmpty() ? null : known);
        }
        if (e instanceof InvalidFormatException format) {
            return refuse(format, "has a value of the wrong form", expected(format));
        }
        if (e instanceof MismatchedInputException mismatch) {
            return mismatch.getPath().isEmpty()
                    ? wholeBody(mismatch)
                    : refuse(mismatch, "has a value of the wrong type", expected(mismatch));
        }
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty() && isValue(mapping)) {
            return refuse(mapping, reasonOf(mapping), null);
        }
        return new ProblemException(
                ProblemKind.BAD_REQUEST,
                "The body is not valid JSON" + at(e.getLocation()) + ": " + sentence(e.getOriginalMessage()));
    }

    /** Whether the JSON was sound and a value was refused, by a constructor for example. */
    private static boolean isValue(JsonMappingException e) {
        return !(e.getCause() instanceof StreamReadException) || e.getCause() instanceof InputCoercionException;
    }

    private static String reasonOf(JsonMappingException e) {
        Throwable cause = e.getCause();
        if (cause instanceof InputCoercionException) {
            return "is out of range";
        }
        if (cause instanceof IllegalArgumentException || cause instanceof ProblemException) {
            return Objects.requireNonNullElse(cause.getMessage(), "cannot be read");
        }
        return "cannot be read";
    }

    private static ProblemException refuse(JsonMappingException e, String reason, @Nullable String allowed) {
        String field = path(e);
        String detail = (field.isEmpty() ? "The body" : field) + " " + reason + at(e.getLocation())
                + (allowed == null ? "." : "; allowed: " + allowed + ".");
        return new ProblemException(ProblemKind.BAD_REQUEST, detail)
                .withError(new FieldError(field.isEmpty() ? "body" : field, reason, allowed));
    }

    private static ProblemException wholeBody(MismatchedInputException e) {
        String words = String.valueOf(e.getOriginalMessage());
        if (words.startsWith("No content")) {
            return new ProblemException(ProblemKind.BAD_REQUEST, "The body is empty; a JSON object is expected.");
        }
        if (words.startsWith("Trailing token")) {
            return new ProblemException(
                    ProblemKind.BAD_REQUEST, "The body goes on after its JSON value ends" + at(e.getLocation()) + ".");
        }
        return refuse(e, "has a value of the wrong type", expected(e));
    }

    /** {@code prompts[2].text}. */
    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String expected(MismatchedInputException e) {
        Class<?> type = e.getTargetType();
        if (type == null) {
            return "another type";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
        }
        if (type == String.class) {
            return "a string";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a finite number";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        if (java.time.temporal.Temporal.class.isAssignableFrom(type)) {
            return "a time in ISO 8601, 2026-01-31T12:00:00Z";
        }
        return "an object";
    }

    private static String join(@Nullable Collection<Object> names) {
        return names == null
                ? ""
                : new TreeSet<>(names.stream().map(Objects::toString).toList())
                        .stream().collect(Collectors.joining(", "));
    }

    private static String at(@Nullable JsonLocation place) {
        return place == null || place.getLineNr() < 1
                ? ""
                : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    /** Jackson's own words without the advice on its Java settings. */
    private static String sentence(String message) {
        String first = message.lines().findFirst().orElse("it cannot be read");
        return first.replaceAll("\\s*\\((for|start marker|through reference chain).*$", "");
    }
}
