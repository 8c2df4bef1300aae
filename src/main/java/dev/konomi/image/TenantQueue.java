package dev.konomi.image;

import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many images each tenant has waiting or being painted in this process. */
@ApplicationScoped
class TenantQueue {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private final ConcurrentMap<String, Integer> waiting = new ConcurrentHashMap<>();

    /** Takes places for a request, or refuses it with 429. The caller closes what it gets. */
    Places take(String tenant, int images, int limit) {
        waiting.compute(tenant, (slug, before) -> {
            int now = before == null ? 0 : before;
            if (now + images > limit) {
                throw full("The tenant has " + now + " images waiting, and " + limit + " may wait at one time.");
            }
            return now + images;
        });
        return new Places(this, tenant, images);
    }

    static ProblemException full(String detail) {
        return new ProblemException(ProblemKind.TOO_MANY_REQUESTS, detail).withRetryAfter(RETRY_AFTER);
    }

    private void giveBack(String tenant, int images) {
        waiting.computeIfPresent(tenant, (slug, before) -> before <= images ? null : before - images);
    }

    /** Places that one request holds. */
    record Places(TenantQueue queue, String tenant, int images) implements AutoCloseable {
        @Override
        public void close() {
            queue.giveBack(tenant, images);
        }
    }
}
