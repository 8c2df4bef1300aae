package dev.konomi.tenant;

import dev.konomi.web.ProblemException;
import dev.konomi.web.RateLimit;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;

/**
 * Token buckets in PostgreSQL, one per tenant and quota, shared by all processes. A bucket holds a minute's worth and
 * fills steadily, by the database's clock.
 */
@ApplicationScoped
public class Quotas {
    private static final String IMAGES = "images";
    private static final Duration WINDOW = Duration.ofMinutes(1);

    // One statement: two processes at once never both take the last token.
    private static final String TAKE = """
            insert into quota_bucket as bucket (tenant_id, name, tokens, refilled_at)
            values (:tenant, :name, cast(:capacity as double precision) - :count, now())
            on conflict (tenant_id, name) do update
            set tokens = least(:capacity, bucket.tokens
                    + greatest(0, extract(epoch from now() - bucket.refilled_at)) * :capacity / 60) - :count,
                refilled_at = greatest(now(), bucket.refilled_at)
            where least(:capacity, bucket.tokens
                    + greatest(0, extract(epoch from now() - bucket.refilled_at)) * :capacity / 60) >= :count
            returning tokens""";

    private static final String LOOK = """
            select cast(least(:capacity, tokens
                    + greatest(0, extract(epoch from now() - refilled_at)) * :capacity / 60) as double precision)
            from quota_bucket where tenant_id = :tenant and name = :name""";

    private final EntityManager entities;
    private final Tenants tenants;
    private final ActiveTenant active;

    Quotas(EntityManager entities, Tenants tenants, ActiveTenant active) {
        this.entities = entities;
        this.tenants = tenants;
        this.active = active;
    }

    /**
     * Takes images out of the active tenant's bucket, in a transaction of its own.
     *
     * @return what is left, for the response's RateLimit headers
     * @throws ProblemException 429 with Retry-After when there are not enough; 422 when there never will be
     */
    public RateLimit takeImages(int count) {
        return QuarkusTransaction.requiringNew().call(() -> take(count));
    }

    private RateLimit take(int count) {
        String tenant = active.slug();
        int capacity = tenants.get(tenant).limits().imagesPerMinute();
        if (count > capacity) {
            throw ProblemException.invalid(
                    "n", "is " + count + ", more than the tenant's images in a whole minute", "1 to " + capacity);
        }
        List<?> taken = entities.createNativeQuery(TAKE)
                .setParameter("tenant", tenant)
                .setParameter("name", IMAGES)
                .setParameter("capacity", capacity)
                .setParameter("count", count)
                .getResultList();
        if (!taken.isEmpty()) {
            double left = ((Number) taken.get(0)).doubleValue();
            return limit(capacity, left, wait(capacity, capacity - left));
        }
        double left = ((Number) entities.createNativeQuery(LOOK)
                        .setParameter("tenant", tenant)
                        .setParameter("name", IMAGES)
                        .setParameter("capacity", capacity)
                        .getSingleResult())
                .doubleValue();
        throw limit(capacity, left, wait(capacity, count - left))
                .exceeded("The tenant's " + capacity + " images a minute are used up; " + count
                        + " more were asked for. Wait and send it again.");
    }

    private static RateLimit limit(int capacity, double left, Duration reset) {
        return new RateLimit(IMAGES, capacity, (long) Math.floor(left), WINDOW, reset);
    }

    private static Duration wait(int capacity, double missing) {
        return Duration.ofMillis((long) Math.ceil(Math.max(0, missing) * WINDOW.toMillis() / capacity));
    }
}
