package dev.konomi.round;

import dev.konomi.adapter.OpenRounds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;

/** What the room of adapters may know of rounds. */
@ApplicationScoped
class RoundsOfAdapters implements OpenRounds {
    private static final List<RoundState> OPEN =
            List.of(RoundState.values()).stream().filter(RoundState::isOpen).toList();
    private final EntityManager database;

    RoundsOfAdapters(EntityManager database) {
        this.database = database;
    }

    @Override
    @Transactional
    public boolean openOn(String adapterId) {
        return database.createQuery(
                                "select count(*) from Round where adapterId = :adapter and state in :open", Long.class)
                        .setParameter("adapter", adapterId)
                        .setParameter("open", OPEN)
                        .getSingleResult()
                > 0;
    }

    @Override
    @Transactional
    public int countOf(String adapterId) {
        return database.createQuery("select count(*) from Round where adapterId = :adapter", Long.class)
                .setParameter("adapter", adapterId)
                .getSingleResult()
                .intValue();
    }
}
