package dev.konomi.round;

import dev.konomi.adapter.Adapters;
import dev.konomi.image.BaseModel;
import dev.konomi.tenant.ActiveTenant;
import dev.konomi.web.ProblemException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Opens the demo adapter's first round, so that images wait for feedback soon after the first start. */
@ApplicationScoped
class DemoRound {
    private static final Logger LOG = Logger.getLogger(DemoRound.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String BY = "konomi";

    private final DemoConfig config;
    private final boolean localIssuer;
    private final BaseModel model;
    private final Adapters adapters;
    private final Rounds rounds;
    private final ActiveTenant tenants;
    private final CountDownLatch stopped = new CountDownLatch(1);

    DemoRound(
            DemoConfig config,
            @ConfigProperty(name = "konomi.local-issuer.enabled", defaultValue = "false") boolean localIssuer,
            BaseModel model,
            Adapters adapters,
            Rounds rounds,
            ActiveTenant tenants) {
        this.config = config;
        this.localIssuer = localIssuer;
        this.model = model;
        this.adapters = adapters;
        this.rounds = rounds;
        this.tenants = tenants;
    }

    void start(@Observes StartupEvent started) {
        if (config.openFirstRound().orElse(localIssuer)) {
            Thread opening = new Thread(this::openWhenReady, "demo-round");
            opening.setDaemon(true);
            opening.start();
        }
    }

    void stop(@Observes ShutdownEvent ended) {
        stopped.countDown();
    }

    private void openWhenReady() {
        try {
            boolean settled;
            do {
                settled = model.isReady() && tenants.runAs(config.tenant(), this::openIfFirst);
            } while (!settled && !stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warnf("the demo round was not opened: %s", e.getMessage());
        }
    }

    /** Opens the round, or finds that there is one; false while the adapter is not declared yet. */
    private boolean openIfFirst() {
        if (adapters.find(config.adapter()).isEmpty()) {
            return false;
        }
        if (rounds.hasAny(config.adapter())) {
            return true;
        }
        try {
            RoundView round = rounds.open(config.adapter(), BY, false);
            LOG.infof("opened round %s of %s/%s", round.id(), config.tenant(), config.adapter());
        } catch (ProblemException anotherProcessWasFirst) {
            LOG.debugf("no demo round: %s", anotherProcessWasFirst.getMessage());
        }
        return true;
    }
}
