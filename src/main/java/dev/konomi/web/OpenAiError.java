package dev.konomi.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A refusal in the shape that OpenAI's clients read. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record OpenAiError(Body error) {
    record Body(String message, String type, @Nullable String param, String code) {}

    static OpenAiError of(ProblemKind kind, String detail, java.util.List<FieldError> errors) {
        String param = errors.isEmpty() ? null : errors.get(0).field();
        return new OpenAiError(new Body(detail, type(kind), param, kind.slug().replace('-', '_')));
    }

    /** The addresses that OpenAI's clients call. */
    static boolean speaksAt(String path) {
        return path.equals("/v1/images/generations") || path.equals("/v1/models") || path.startsWith("/v1/models/");
    }

    private static String type(ProblemKind kind) {
        return switch (kind) {
            case UNAUTHENTICATED -> "authentication_error";
            case FORBIDDEN -> "permission_error";
            case TOO_MANY_REQUESTS -> "rate_limit_error";
            case INTERNAL, UNAVAILABLE -> "server_error";
            case BAD_REQUEST,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    CONFLICT,
                    PRECONDITION_FAILED,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    INVALID,
                    PRECONDITION_REQUIRED -> "invalid_request_error";
        };
    }
}
