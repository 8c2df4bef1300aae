package dev.konomi.tenant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.NoSuchElementException;
import java.util.Optional;
import javax.sql.DataSource;

/** The declared tenants. */
@ApplicationScoped
public class Tenants {
    private final EntityManager entities;
    private final DataSource database;
    private final ActiveTenant active;
    private final Clock clock;

    Tenants(EntityManager entities, DataSource database, ActiveTenant active, Clock clock) {
        this.entities = entities;
        this.database = database;
        this.active = active;
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

    /** Declares a tenant where it is missing. */
    @Transactional
    public void declare(String slug, String displayName, TenantLimits limits, SafetyPolicy safety) {
        if (find(slug).isEmpty()) {
            entities.persist(new Tenant(slug, displayName, limits, safety, clock.instant()));
        }
    }

    /**
     * Whether the tenant is enabled; empty for one that is not declared. Plain SQL: this runs while a token is read,
     * before there is a caller that a session could belong to.
     */
    Optional<Boolean> enabled(String slug) {
        try {
            return active.runAsSystem(() -> enabledRow(slug));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the tenant could not be looked up", e);
        }
    }

    private Optional<Boolean> enabledRow(String slug) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select enabled from tenant where slug = ?")) {
            statement.setString(1, slug);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBoolean(1)) : Optional.empty();
            }
        }
    }
}
