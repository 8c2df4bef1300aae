package dev.konomi.tenant.file;

import dev.konomi.tenant.LocalIssuer;
import dev.konomi.tenant.TenantsReady;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Applies the tenant files once the rooms that take part have started. */
@ApplicationScoped
class TenantFilesAtStart {
    /** Behind observers that name no priority, which have 2500. */
    static final int AFTER_THE_ROOMS = 3000;

    private final TenantFilesConfig config;
    private final LocalIssuer issuer;
    private final TenantFiles files;
    private final Event<TenantsReady> ready;

    TenantFilesAtStart(TenantFilesConfig config, LocalIssuer issuer, TenantFiles files, Event<TenantsReady> ready) {
        this.config = config;
        this.issuer = issuer;
        this.files = files;
        this.ready = ready;
    }

    void apply(@Observes @Priority(AFTER_THE_ROOMS) StartupEvent start) {
        List<TenantFile> found = config.folder().map(FoundFiles::in).orElseGet(this::demo);
        ready.fire(new TenantsReady(files.apply(found)));
    }

    // The demo tenants' passwords are public: they come with the issuer that knows them, and with no other.
    private List<TenantFile> demo() {
        return issuer.enabled() ? FoundFiles.demo() : List.of();
    }
}
