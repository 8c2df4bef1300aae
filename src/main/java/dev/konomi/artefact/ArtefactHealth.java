package dev.konomi.artefact;

import io.smallrye.health.api.Wellness;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Tells operators whether the object store answers. Not a readiness check: without it callers still get a clear 503. */
@Wellness
class ArtefactHealth implements HealthCheck {

    private final ArtefactStore store;

    ArtefactHealth(ArtefactStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            store.check();
            return HealthCheckResponse.up("artefacts");
        } catch (ArtefactUnavailableException e) {
            return HealthCheckResponse.named("artefacts")
                    .down()
                    .withData("reason", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
