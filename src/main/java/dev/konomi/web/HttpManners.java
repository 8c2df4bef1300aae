package dev.konomi.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.MDC;

/** What every answer has, also those that never reach a resource: a request id, safe headers, a problem for a body. */
@Singleton
final class HttpManners {
    private static final int BEFORE_EVERYTHING = 10_000;

    /** Before Quarkus' own failure handler, which answers with HTML. */
    private static final int FIRST_ROUTE = Integer.MIN_VALUE + 1;

    private final ObjectMapper json;
    private final MemorySize largestBody;

    HttpManners(
            ObjectMapper json,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size", defaultValue = "10M") MemorySize largestBody) {
        this.json = json;
        this.largestBody = largestBody;
    }

    void install(@Observes Filters filters) {
        filters.register(this::greet, BEFORE_EVERYTHING);
    }

    void install(@Observes Router router) {
        router.route().order(FIRST_ROUTE).failureHandler(this::fail);
        router.route().last().handler(this::nobodyAnswered);
    }

    private void greet(RoutingContext request) {
        String id = RequestId.of(request);
        MDC.put(RequestId.MDC_KEY, id);
        HttpServerResponse response = request.response();
        response.putHeader(RequestId.HEADER, id);
        response.putHeader("X-Content-Type-Options", "nosniff");
        response.putHeader("Referrer-Policy", "no-referrer");
        String path = request.normalizedPath();
        if (path.startsWith("/console")) {
            response.putHeader("Content-Security-Policy", ContentSecurityPolicy.CONSOLE);
            // asked for anew each time, so that nobody works with the pages of the release before
            request.addHeadersEndHandler(ended -> response.putHeader("Cache-Control", "no-cache"));
        } else if (!path.startsWith("/q/")) {
            response.putHeader("Content-Security-Policy", ContentSecurityPolicy.API);
            request.addHeadersEndHandler(ended -> noStore(response));
        }
        if (announcesTooMuch(request)) {
            response.putHeader("Connection", "close"); // the body is not read
            send(
                    new ProblemException(
                            ProblemKind.TOO_LARGE,
                            "The body is larger than " + largestBody.asLongValue() + " bytes, the most that is taken."),
                    request,
                    ended -> request.request().connection().close());
            return;
        }
        request.next();
    }

    /** Quarkus would refuse it too, but without a word. */
    private boolean announcesTooMuch(RoutingContext request) {
        String length = request.request().getHeader("Content-Length");
        try {
            return length != null && Long.parseLong(length) > largestBody.asLongValue();
        } catch (NumberFormatException malformed) {
            return false; // the server below refuses it
        }
    }

    /** Answers carry a tenant's data: nobody between may keep them, unless the resource says otherwise. */
    private static void noStore(HttpServerResponse response) {
        if (!response.headers().contains("Cache-Control")) {
            response.putHeader("Cache-Control", "no-store");
        }
    }

    private void fail(RoutingContext request) {
        if (request.response().headWritten() || request.response().ended()) {
            request.next();
            return;
        }
        int status = request.statusCode() > 0 ? request.statusCode() : 500;
        if (status < 400
                || request.normalizedPath().startsWith("/q/")
                || (status >= 500 && request.failure() != null)) {
            request.next(); // Quarkus logs it
            return;
        }
        send(Statuses.explain(status, request), request);
    }

    private void nobodyAnswered(RoutingContext request) {
        send(ProblemMappers.nothingAt(request), request);
    }

    private void send(ProblemException problem, RoutingContext request) {
        send(problem, request, ended -> {});
    }

    private void send(ProblemException problem, RoutingContext request, Handler<AsyncResult<Void>> then) {
        Refusal refusal = Refusal.of(problem, request, json);
        HttpServerResponse response = request.response().setStatusCode(refusal.status());
        refusal.headers().forEach(response::putHeader);
        response.putHeader("Content-Type", refusal.mediaType());
        response.end(Buffer.buffer(refusal.body())).onComplete(then);
    }
}
