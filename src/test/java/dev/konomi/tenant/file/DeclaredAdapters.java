package dev.konomi.tenant.file;

import dev.konomi.tenant.ActiveTenant;
import dev.konomi.tenant.AdapterDeclared;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the adapters that were declared while a test ran. */
@ApplicationScoped
class DeclaredAdapters {
    record Seen(AdapterDeclared adapter, String activeTenant) {}

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final ActiveTenant active;

    DeclaredAdapters(ActiveTenant active) {
        this.active = active;
    }

    void see(@Observes AdapterDeclared declared) {
        if (declared.title().equals("Refuse me")) {
            throw new IllegalArgumentException("round_size: expected 2 to 1024");
        }
        seen.add(new Seen(declared, active.slug()));
    }

    List<Seen> of(String tenant) {
        return seen.stream()
                .filter(one -> one.adapter().tenant().equals(tenant))
                .toList();
    }
}
