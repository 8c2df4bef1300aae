package dev.konomi.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one exception by which product rooms refuse a request; the detail says what to do about it. */
public final class ProblemException extends RuntimeException {
    private final ProblemKind kind;
    private final String detail;
    private final List<FieldError> errors;
    private final Map<String, String> headers;
    private final @Nullable Duration retryAfter;

    public ProblemException(ProblemKind kind, String detail) {
        this(kind, detail, List.of(), Map.of(), null, null);
    }

    public ProblemException(ProblemKind kind, String detail, Throwable cause) {
        this(kind, detail, List.of(), Map.of(), null, cause);
    }

    private ProblemException(
            ProblemKind kind,
            String detail,
            List<FieldError> errors,
            Map<String, String> headers,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(detail, cause);
        this.kind = kind;
        this.detail = detail;
        this.errors = errors;
        this.headers = headers;
        this.retryAfter = retryAfter;
    }

    /** A single value that is not allowed: 422 naming the field. */
    public static ProblemException invalid(String field, String reason) {
        return new ProblemException(ProblemKind.INVALID, field + ": " + reason).withField(field, reason);
    }

    public static ProblemException invalid(String field, String reason, String allowed) {
        return new ProblemException(ProblemKind.INVALID, field + ": " + reason + "; allowed: " + allowed)
                .withError(new FieldError(field, reason, allowed));
    }

    public static ProblemException notFound(String noun, String id) {
        return new ProblemException(ProblemKind.NOT_FOUND, "There is no " + noun + " " + id + ".");
    }

    public ProblemException withField(String field, String reason) {
        return withError(new FieldError(field, reason));
    }

    public ProblemException withError(FieldError error) {
        List<FieldError> more = new ArrayList<>(errors);
        more.add(error);
        return new ProblemException(kind, detail, List.copyOf(more), headers, retryAfter, getCause());
    }

    public ProblemException withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ProblemException(kind, detail, errors, Map.copyOf(more), retryAfter, getCause());
    }

    public ProblemException withRetryAfter(Duration wait) {
        return new ProblemException(kind, detail, errors, headers, wait, getCause());
    }

    public ProblemKind kind() {
        return kind;
    }

    public String detail() {
        return detail;
    }

    public List<FieldError> errors() {
        return errors;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
