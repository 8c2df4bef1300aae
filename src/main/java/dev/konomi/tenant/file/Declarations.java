package dev.konomi.tenant.file;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;

/** Which contents of the active tenant's file were applied; a content is applied once. */
@ApplicationScoped
class Declarations {
    private final EntityManager entities;

    Declarations(EntityManager entities) {
        this.entities = entities;
    }

    /** Keeps other processes from applying the same tenant's file until this transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    void lock(String tenant) {
        entities.createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(:name, 0))")
                .setParameter("name", "konomi.tenant." + tenant)
                .getSingleResult();
    }

    /** Whether this very content was applied. */
    @Transactional(Transactional.TxType.MANDATORY)
    boolean applied(String tenant, String noun, String digest) {
        List<?> found = entities.createNativeQuery(
                        "select digest from declaration where tenant_id = :tenant and noun = :noun")
                .setParameter("tenant", tenant)
                .setParameter("noun", noun)
                .getResultList();
        return found.contains(digest);
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void note(String tenant, String noun, String digest, String file) {
        entities.createNativeQuery("""
                        insert into declaration (tenant_id, noun, digest, file, applied_at)
                        values (:tenant, :noun, :digest, :file, now())
                        on conflict (tenant_id, noun) do update
                        set digest = excluded.digest, file = excluded.file, applied_at = excluded.applied_at""")
                .setParameter("tenant", tenant)
                .setParameter("noun", noun)
                .setParameter("digest", digest)
                .setParameter("file", file)
                .executeUpdate();
    }
}
