package dev.konomi.web;

import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;

/** The name of one request in logs and refusals: the caller's X-Request-Id where it is well formed, else a new one. */
public final class RequestId {
    public static final String HEADER = "X-Request-Id";
    static final String MDC_KEY = "requestId";
    private static final String ATTRIBUTE = "konomi.request-id";
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private RequestId() {}

    static String of(RoutingContext request) {
        String known = request.get(ATTRIBUTE);
        if (known != null) {
            return known;
        }
        String sent = request.request().getHeader(HEADER);
        String id = sent != null && WELL_FORMED.matcher(sent).matches()
                ? sent
                : "req_" + UUID.randomUUID().toString().replace("-", "");
        request.put(ATTRIBUTE, id);
        return id;
    }
}
