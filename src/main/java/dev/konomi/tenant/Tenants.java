package dev.konomi.tenant;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The declared tenants. */
@ApplicationScoped
public class Tenants {
    private final EntityManager entities;
    private final ActiveTenant active;
    private final Event<TenantDeclared> declared;
    private final Clock clock;

    Tenants(EntityManager entities, ActiveTenant active, Event<TenantDeclared> declared, Clock clock) {
        this.entities = entities;
        this.active = active;
        this.declared = declared;
        this.clock = clock;
    }

    /** The tenant of this slug, where it is declared. */
    @Transactional
    public Optional<Tenant> find(String slug) {
        return Optional.ofNullable(entities.find(Tenant.class, slug));
    }

    /**
     * The tenant of this slug.
     *
     * @throws NoSuchElementException when it is not declared
     */
    @Transactional
    public Tenant get(String slug) {
        return find(slug)
                .orElseThrow(() -> new NoSuchElementException("expected a declared tenant, found '" + slug + "'"));
    }

    /** At most {@code count} tenants behind {@code afterSlug}, by slug. */
    @Transactional
    List<Tenant> after(String afterSlug, int count) {
        return entities.createQuery("from Tenant t where t.slug > :after order by t.slug", Tenant.class)
                .setParameter("after", afterSlug)
                .setMaxResults(count)
                .getResultList();
    }

    /** Creates a tenant; empty when there is one of this slug already. */
    Optional<Tenant> create(TenantDeclaration declaration) {
        return own(
                declaration.slug(),
                () -> find(declaration.slug()).isPresent() ? Optional.empty() : Optional.of(persist(declaration)));
    }

    /** Changes a tenant; {@code change} sees what it is and may refuse. Empty when there is none of this slug. */
    public Optional<Tenant> change(String slug, Function<Tenant, Change> change) {
        return own(slug, () -> find(slug).map(tenant -> change(tenant, change.apply(tenant))));
    }

    /** Creates or changes a tenant in the transaction at hand, as the active tenant that it is. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void apply(TenantDeclaration declaration, boolean enabled) {
        Tenant tenant = find(declaration.slug()).orElseGet(() -> persist(declaration));
        change(tenant, new Change(declaration, enabled));
    }

    /** What a tenant becomes. */
    public record Change(TenantDeclaration declaration, boolean enabled) {}

    private Tenant persist(TenantDeclaration declaration) {
        Tenant tenant = new Tenant(declaration, clock.instant());
        entities.persist(tenant);
        entities.flush();
        declared.fire(new TenantDeclared(declaration, true));
        return tenant;
    }

    private Tenant change(Tenant tenant, Change change) {
        if (tenant.change(change.declaration(), change.enabled(), clock.instant())) {
            entities.flush();
            declared.fire(new TenantDeclared(change.declaration(), false));
        }
        return tenant;
    }

    // The rows that observers write, such as the audit event, belong to the tenant that is declared.
    private <T> T own(String slug, Callable<T> work) {
        try {
            return active.runAs(slug, () -> QuarkusTransaction.requiringNew().call(work));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("expected no checked exception", e);
        }
    }
}
