package dev.konomi.console;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Leads whoever types only the host to the console; its files are static. */
@Singleton
final class ConsoleRoutes {
    private static final String CONSOLE = "/console/";

    /** Before Quarkus looks for a static file or a resource. */
    private static final int FIRST = -1000;

    void install(@Observes Router router) {
        router.get("/").order(FIRST).handler(ConsoleRoutes::leadOn);
        router.get("/console").order(FIRST).handler(request -> {
            if (request.request().path().equals("/console")) {
                leadOn(request);
            } else {
                request.next();
            }
        });
    }

    private static void leadOn(RoutingContext request) {
        request.response().setStatusCode(302).putHeader("Location", CONSOLE).end();
    }
}
