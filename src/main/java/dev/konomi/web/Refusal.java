package dev.konomi.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refusal as it goes over the wire: status, headers and body in the shape that the address speaks.
 *
 * @param body JSON
 */
record Refusal(int status, Map<String, String> headers, String mediaType, String body) {

    static Refusal of(ProblemException problem, RoutingContext request, ObjectMapper json) {
        String path = request.normalizedPath();
        boolean openAi = OpenAiError.speaksAt(path);
        Object body = openAi
                ? OpenAiError.of(problem.kind(), problem.detail(), problem.errors())
                : new Problem(
                        problem.kind().typeUri(),
                        problem.kind().title(),
                        problem.kind().status(),
                        problem.detail(),
                        path,
                        RequestId.of(request),
                        problem.errors());
        Map<String, String> headers = new LinkedHashMap<>(problem.headers());
        problem.retryAfter().ifPresent(wait -> headers.put("Retry-After", Long.toString(RateLimit.seconds(wait))));
        return new Refusal(
                problem.kind().status(), headers, openAi ? "application/json" : Problem.MEDIA_TYPE, text(json, body));
    }

    private static String text(ObjectMapper json, Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem is always writable as JSON", e);
        }
    }
}
