package dev.konomi.round;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

/** Where a round's job stands among those of all tenants. */
@ApplicationScoped
class QueuePlace {
    private final EntityManager database;

    QueuePlace(EntityManager database) {
        this.database = database;
    }

    /** Jobs that are due before this round's; 0 when a process works on it, or it has none */
    int of(String roundId) {
        Object place =
                database.createNativeQuery("""
                        select count(*) from scheduled_tasks other, scheduled_tasks mine
                        where mine.task_instance = :round and not mine.picked
                          and other.task_name in ('round-sample', 'round-train')
                          and other.task_instance <> mine.task_instance
                          and (other.picked or other.execution_time < mine.execution_time)""").setParameter("round", roundId).getSingleResult();
        return ((Number) place).intValue();
    }
}
