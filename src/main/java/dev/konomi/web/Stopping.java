package dev.konomi.web;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Whether this process was told to end. From the signal on Quarkus waits for the requests that are under way, up to
 * {@code quarkus.shutdown.timeout}, and then hangs up on them. So whatever would take long need not begin any more, and
 * who will not be ready by then is told so while an answer still gets through.
 */
@Singleton
public final class Stopping {
    private static final Logger LOG = Logger.getLogger(Stopping.class);
    private static final int BEFORE_EVERYBODY = 1;
    private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(2);
    private static final Duration UNTIL_ANOTHER_SERVES = Duration.ofSeconds(5);

    private final Duration waitForRequests;
    private final Thread onSignal = new Thread(this::begin, "stop-signal");
    private final Set<Runnable> lastCalls = ConcurrentHashMap.newKeySet();
    private volatile boolean begun;

    Stopping(@ConfigProperty(name = "quarkus.shutdown.timeout", defaultValue = "0s") Duration waitForRequests) {
        this.waitForRequests = waitForRequests;
    }

    void watch(@Observes StartupEvent started) {
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    void stop(@Observes @Priority(BEFORE_EVERYBODY) ShutdownEvent ended) {
        begun = true;
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal); // a hot reload comes with a bean of its own
        } catch (IllegalStateException theSignalCameFirst) {
            LOG.debug("stopping by a signal");
        }
    }

    public boolean hasBegun() {
        return begun;
    }

    /** Refuses what would take too long now. */
    public void requireTime() {
        if (begun) {
            throw refusal();
        }
    }

    /** 503 for what cannot be finished any more. */
    public ProblemException refusal() {
        return new ProblemException(
                        ProblemKind.UNAVAILABLE,
                        "This server is going down. Send the request again: another one takes it, or this one when it"
                                + " is back.")
                .withRetryAfter(UNTIL_ANOTHER_SERVES);
    }

    /** Runs work when there is just time enough for an answer, unless it is forgotten before. */
    public void atLastCall(Runnable work) {
        lastCalls.add(work);
    }

    public void forget(Runnable work) {
        lastCalls.remove(work);
    }

    private void begin() {
        begun = true;
        Thread waiting = new Thread(this::callLast, "last-call");
        waiting.setDaemon(true); // does not keep the process from ending earlier
        waiting.start();
    }

    private void callLast() {
        try {
            Thread.sleep(Math.max(0, waitForRequests.minus(TIME_TO_ANSWER).toMillis()));
            lastCalls.forEach(Runnable::run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
