package dev.konomi.image;

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
    private final EntityManager database;

    ImageArchive(EntityManager database) {
        this.database = database;
    }

    /** The images of one request and what they cost. */
    @Transactional
    void add(List<Image> images, Duration deviceTime) {
        images.forEach(database::persist);
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
