package dev.konomi.image;

import dev.konomi.web.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Images a tenant may ask for in one wall-clock minute, counted over all processes by one conditional upsert. */
@ApplicationScoped
class ImageQuota {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private final EntityManager database;
    private final Clock clock;

    ImageQuota(EntityManager database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Counts a request, or refuses it with 429.
     *
     * @return what is left of the minute
     */
    @Transactional
    RateLimit take(String tenant, int images, int perMinute) {
        Instant now = clock.instant();
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        Duration reset = Duration.between(now, minute.plus(WINDOW));
        List<?> counted = images > perMinute ? List.of() : count(tenant, minute, images, perMinute);
        if (counted.isEmpty()) {
            int used = used(tenant, minute);
            throw new RateLimit("images", perMinute, perMinute - used, WINDOW, reset)
                    .exceeded("The tenant may ask for " + perMinute + " images a minute and has asked for " + used
                            + " in this one; " + images + " more are too many.");
        }
        forget(minute);
        int used = ((Number) counted.get(0)).intValue();
        return new RateLimit("images", perMinute, perMinute - used, WINDOW, reset);
    }

    private List<?> count(String tenant, Instant minute, int images, int perMinute) {
        return database.createNativeQuery("""
                        insert into image_minute (tenant_id, minute, images) values (:tenant, :minute, :images)
                        on conflict (tenant_id, minute) do update set images = image_minute.images + excluded.images
                        where image_minute.images + excluded.images <= :limit
                        returning images""", Integer.class)
                .setParameter("tenant", tenant)
                .setParameter("minute", minute)
                .setParameter("images", images)
                .setParameter("limit", perMinute)
                .getResultList();
    }

    private int used(String tenant, Instant minute) {
        List<?> found = database.createNativeQuery(
                        "select images from image_minute where tenant_id = :tenant and minute = :minute", Integer.class)
                .setParameter("tenant", tenant)
                .setParameter("minute", minute)
                .getResultList();
        return found.isEmpty() ? 0 : ((Number) found.get(0)).intValue();
    }

    private void forget(Instant minute) {
        database.createNativeQuery("delete from image_minute where minute < :old")
                .setParameter("old", minute.minus(WINDOW.multipliedBy(2)))
                .executeUpdate();
    }
}
