package dev.konomi.web;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every way in which the API says no. The slug is the last part of the problem's type URI and never changes. */
public enum ProblemKind {
    BAD_REQUEST(
            400,
            "Bad request",
            "The request cannot be read.",
            "Mend the request as the detail says; sending it again unchanged fails again."),
    UNAUTHENTICATED(
            401,
            "Not signed in",
            "The request carries no valid access token.",
            "Send `Authorization: Bearer <token>` with a token that has not expired."),
    FORBIDDEN(
            403,
            "Not allowed",
            "The token is valid, but it does not allow this.",
            "Use the account of somebody who has the role that the detail names."),
    NOT_FOUND(
            404,
            "Not found",
            "There is nothing here, or it belongs to somebody else; the two look the same.",
            "Check the address and the tenant of the token."),
    METHOD_NOT_ALLOWED(
            405,
            "Method not allowed",
            "The address exists, but not with this HTTP method.",
            "Use one of the methods that the Allow header or the OpenAPI document names."),
    NOT_ACCEPTABLE(
            406,
            "Not acceptable",
            "The address does not offer the media type that the Accept header asks for.",
            "Send `Accept: application/json` or `*/*`."),
    CONFLICT(
            409,
            "Conflict",
            "The request does not fit the present state of the resource.",
            "Read the resource again and decide anew."),
    PRECONDITION_FAILED(
            412,
            "Changed by somebody else",
            "The resource is no longer the one that If-Match names.",
            "Read the resource again and send its new ETag in If-Match."),
    TOO_LARGE(413, "Too large", "The request body is larger than the server takes.", "Send less."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            "Unsupported media type",
            "The body has a Content-Type that this address does not take.",
            "Send the body with the Content-Type that the OpenAPI document names."),
    INVALID(
            422,
            "Invalid values",
            "The request can be read, but some of its values are not allowed.",
            "Mend the fields that `errors` names."),
    PRECONDITION_REQUIRED(
            428,
            "If-Match is missing",
            "A change must name the version that it changes, so that nobody's work is overwritten unseen.",
            "Read the resource and send its ETag in If-Match."),
    TOO_MANY_REQUESTS(
            429,
            "Too many requests",
            "A quota of the tenant is used up for the moment.",
            "Wait for the seconds that Retry-After names."),
    INTERNAL(
            500,
            "Internal error",
            "The server failed at something that is not the caller's fault.",
            "Report the request id to the operator; with an Idempotency-Key the request can safely be sent again."),
    UNAVAILABLE(
            503,
            "Unavailable for the moment",
            "Something that the server needs cannot be reached right now.",
            "Wait for the seconds that Retry-After names and send the request again.");

    private final int status;
    private final String title;
    private final String meaning;
    private final String remedy;

    ProblemKind(int status, String title, String meaning, String remedy) {
        this.status = status;
        this.title = title;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String meaning() {
        return meaning;
    }

    public String remedy() {
        return remedy;
    }

    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Relative, so that it resolves against whatever host serves the API. */
    public String typeUri() {
        return "/problems/" + slug();
    }

    static Optional<ProblemKind> ofSlug(String slug) {
        return Arrays.stream(values()).filter(kind -> kind.slug().equals(slug)).findFirst();
    }

    /** The kind with exactly this status, else the kind that stands for its class. */
    static ProblemKind ofStatus(int status) {
        return Arrays.stream(values())
                .filter(kind -> kind.status == status)
                .findFirst()
                .orElse(status >= 500 || status < 400 ? INTERNAL : BAD_REQUEST);
    }
}
