package dev.konomi.image;

import dev.konomi.usage.Usage;
import dev.konomi.usage.UsageKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of generated images. */
@ApplicationScoped
class ImageArchive {
    private static final double MILLIS_PER_SECOND = 1000;
    private final EntityManager database;
    private final Usage usage;

    ImageArchive(EntityManager database, Usage usage) {
        this.database = database;
        this.usage = usage;
    }

    /** The images of one request and what they cost. */
    @Transactional
    void add(List<Image> images, Duration deviceTime) {
        images.forEach(database::persist);
        database.flush();
        usage.add(UsageKind.IMAGES, images.size());
        usage.add(UsageKind.DEVICE_SECONDS, deviceTime.toMillis() / MILLIS_PER_SECOND);
    }

    @Transactional
    Optional<Image> find(String id) {
        return Optional.ofNullable(database.find(Image.class, id));
    }

    /** @param before the id after which the page begins, newest first; null for the first page */
    @Transactional
    List<Image> list(@Nullable String before, int limit) {
        return database.createQuery("from Image where id < :before order by id desc", Image.class)
                .setParameter("before", before == null ? "~" : before)
                .setMaxResults(limit)
                .getResultList();
    }
}
