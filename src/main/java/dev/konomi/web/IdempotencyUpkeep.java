package dev.konomi.web;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Keeps the keys of living requests held and forgets old answers. A process that dies lets its keys go. */
@ApplicationScoped
class IdempotencyUpkeep {
    private static final Logger LOG = Logger.getLogger(IdempotencyUpkeep.class);
    private static final Duration SIGN_OF_LIFE = IdempotencyKeys.LEASE.dividedBy(3);
    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final IdempotencyKeys keys;
    private final Set<UUID> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "idempotency-upkeep");
        thread.setDaemon(true);
        return thread;
    });

    IdempotencyUpkeep(IdempotencyKeys keys) {
        this.keys = keys;
    }

    void start(@Observes StartupEvent started) {
        every(SIGN_OF_LIFE, () -> {
            if (!held.isEmpty()) {
                keys.prolong(List.copyOf(held));
            }
        });
        every(SWEEP, keys::forgetOld);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.shutdownNow();
    }

    void begin(UUID holder) {
        held.add(holder);
    }

    void end(UUID holder) {
        held.remove(holder);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the task reports its own failures and goes on
    private void every(Duration pause, Runnable work) {
        Runnable guarded = () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warnf("Upkeep of idempotency keys failed and will be tried again: %s", e);
            }
        };
        timer.scheduleWithFixedDelay(guarded, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
}
