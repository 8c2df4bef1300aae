package dev.konomi.tenant;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Tells PostgreSQL whose rows a connection may see, each time it leaves the pool. The row-level security policies read
 * the setting {@code konomi.tenant}; so plain SQL without a where clause stays fenced too.
 */
@ApplicationScoped
class RowFence implements AgroalPoolInterceptor {
    private final ActiveTenant active;

    RowFence(ActiveTenant active) {
        this.active = active;
    }

    @Override
    public void onConnectionAcquire(Connection connection) {
        try (PreparedStatement statement =
                connection.prepareStatement("select set_config('konomi.tenant', ?, false)")) {
            statement.setString(1, active.slug());
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException("a connection could not be fenced to its tenant", e);
        }
    }
}
