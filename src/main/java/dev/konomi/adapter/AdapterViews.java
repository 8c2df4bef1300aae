package dev.konomi.adapter;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Transactional;

/** Adds to an adapter what is counted elsewhere. */
@ApplicationScoped
class AdapterViews {

    private final VersionRows versions;
    private final Instance<OpenRounds> rounds;

    AdapterViews(VersionRows versions, Instance<OpenRounds> rounds) {
        this.versions = versions;
        this.rounds = rounds;
    }

    @Transactional
    AdapterView of(Adapter adapter) {
        int newest = versions.newest(adapter.id()).number;
        long opened =
                rounds.stream().mapToLong(room -> room.countOf(adapter.id())).sum();
        return AdapterView.of(adapter, newest, opened);
    }
}
