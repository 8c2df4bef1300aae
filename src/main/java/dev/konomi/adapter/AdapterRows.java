package dev.konomi.adapter;

import dev.konomi.web.ProblemException;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The adapters of the active tenant. */
@ApplicationScoped
class AdapterRows implements PanacheRepositoryBase<AdapterRow, String> {

    Optional<AdapterRow> named(String name) {
        return find("name", name).firstResultOptional();
    }

    AdapterRow require(String name) {
        return named(name).orElseThrow(() -> ProblemException.notFound("adapter", name));
    }

    /** Held until the transaction ends: changes of one adapter come one after the other. */
    AdapterRow lock(String name) {
        return find("name", name)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional()
                .orElseThrow(() -> ProblemException.notFound("adapter", name));
    }

    AdapterRow requireId(String id) {
        return findByIdOptional(id).orElseThrow(() -> ProblemException.notFound("adapter", id));
    }

    /** Adapters of one tenant are made one after the other, so that its quota holds. */
    void oneAtATime(String tenant) {
        getEntityManager()
                .createNativeQuery(
                        "select cast(pg_advisory_xact_lock(hashtextextended(:tenant, 30)) as text)", String.class)
                .setParameter("tenant", tenant)
                .getSingleResult();
    }

    long inUse() {
        return count("retiredAt is null");
    }

    /** In order of their names, after the given one. */
    List<AdapterRow> page(@Nullable String after, boolean retiredToo, int most) {
        String where = "name > ?1" + (retiredToo ? "" : " and retiredAt is null") + " order by name";
        return find(where, after == null ? "" : after).page(0, most).list();
    }
}
