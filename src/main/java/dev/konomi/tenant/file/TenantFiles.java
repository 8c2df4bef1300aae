package dev.konomi.tenant.file;

import dev.konomi.tenant.ActiveTenant;
import dev.konomi.tenant.AdapterDeclared;
import dev.konomi.tenant.Tenants;
import dev.konomi.tenant.file.TenantFile.DeclaredAdapter;
import dev.konomi.web.ProblemException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Applies tenant files. A content is applied once: what people change through the API afterwards stays until the file
 * itself changes. Nothing is deleted: what a file no longer names stays as it is.
 */
@ApplicationScoped
public class TenantFiles {
    private static final Logger LOG = Logger.getLogger(TenantFiles.class);
    private static final String TENANT = "tenant";

    private final Tenants tenants;
    private final Declarations declarations;
    private final ActiveTenant active;
    private final Event<AdapterDeclared> adapterDeclared;

    TenantFiles(
            Tenants tenants, Declarations declarations, ActiveTenant active, Event<AdapterDeclared> adapterDeclared) {
        this.tenants = tenants;
        this.declarations = declarations;
        this.active = active;
        this.adapterDeclared = adapterDeclared;
    }

    /** Applies each file in a transaction of its own; the slugs that they declare. */
    List<String> apply(List<TenantFile> files) {
        files.forEach(this::apply);
        return files.stream().map(file -> file.tenant().slug()).toList();
    }

    private void apply(TenantFile file) {
        String slug = file.tenant().slug();
        try {
            active.runAs(slug, () -> {
                QuarkusTransaction.requiringNew().run(() -> applyLocked(file, slug));
                return slug;
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("expected no checked exception while applying " + file.name(), e);
        }
    }

    private void applyLocked(TenantFile file, String slug) {
        declarations.lock(slug);
        if (!declarations.applied(slug, TENANT, file.tenantDigest())) {
            tenants.apply(file.tenant(), file.enabled());
            declarations.note(slug, TENANT, file.tenantDigest(), file.name());
            LOG.infof("%s declares tenant %s", file.name(), slug);
        }
        for (DeclaredAdapter declared : file.adapters()) {
            String noun = "adapter/" + declared.adapter().name();
            if (!declarations.applied(slug, noun, declared.digest())) {
                fire(file, declared);
                declarations.note(slug, noun, declared.digest(), file.name());
                LOG.infof(
                        "%s declares adapter %s/%s",
                        file.name(), slug, declared.adapter().name());
            }
        }
    }

    // Whoever keeps adapters knows what is wrong with one; only here is known where it stands.
    private void fire(TenantFile file, DeclaredAdapter declared) {
        try {
            adapterDeclared.fire(declared.adapter());
        } catch (IllegalArgumentException | ProblemException e) {
            throw new TenantFilesRefusedException(
                    new FileProblem(
                            file.name(),
                            declared.line(),
                            "adapter " + declared.adapter().name(),
                            String.valueOf(e.getMessage())),
                    e);
        }
    }
}
