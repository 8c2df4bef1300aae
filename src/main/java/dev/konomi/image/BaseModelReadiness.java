package dev.konomi.image;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Traffic may come when the networks are open. */
@Readiness
@ApplicationScoped
class BaseModelReadiness implements HealthCheck {
    private final BaseModel model;

    BaseModelReadiness(BaseModel model) {
        this.model = model;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("base model");
        if (model.isReady()) {
            return answer.up().withData("digest", model.digest()).build();
        }
        String trouble = model.trouble();
        return answer.down()
                .withData("reason", trouble.isEmpty() ? "loading" : trouble)
                .build();
    }
}
