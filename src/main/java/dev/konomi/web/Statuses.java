package dev.konomi.web;

import io.vertx.ext.web.RoutingContext;

/** What a bare HTTP status means, for refusals that come from the server below and carry no words of their own. */
final class Statuses {
    private Statuses() {}

    static ProblemException explain(int status, RoutingContext request) {
        ProblemKind kind = ProblemKind.ofStatus(status);
        return switch (kind) {
            case NOT_FOUND -> ProblemMappers.nothingAt(request);
            case METHOD_NOT_ALLOWED ->
                new ProblemException(
                        kind, request.request().method() + " is not possible at " + request.normalizedPath() + ".");
            case UNSUPPORTED_MEDIA_TYPE ->
                new ProblemException(
                        kind,
                        "Content-Type " + request.request().getHeader("Content-Type")
                                + " is not taken here; the OpenAPI"
                                + " document names the one that is, mostly application/json.");
            case NOT_ACCEPTABLE ->
                new ProblemException(
                        kind,
                        "This address cannot answer with " + request.request().getHeader("Accept")
                                + "; ask for application/json or */*.");
            case INTERNAL -> internal();
            default -> new ProblemException(kind, kind.meaning() + " " + kind.remedy());
        };
    }

    static ProblemException internal() {
        return new ProblemException(
                ProblemKind.INTERNAL,
                "The server failed at this request. Nothing about it is your fault; report the request id.");
    }
}
