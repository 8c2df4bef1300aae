package dev.konomi.tenant;

import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Lets a token through that names exactly one organisation, which is a tenant, which is enabled. */
@ApplicationScoped
class TenantGate {
    private final DataSource database;
    private final ActiveTenant active;

    TenantGate(DataSource database, ActiveTenant active) {
        this.database = database;
        this.active = active;
    }

    /**
     * The one tenant among the organisations of a token.
     *
     * @throws ProblemException 403 with the reason when there is not exactly one that may work here
     */
    String requireOne(List<String> organisations) {
        if (organisations.isEmpty()) {
            throw refused("The token names no organisation. Ask for one with the claim organization.");
        }
        if (organisations.size() > 1) {
            throw refused("The token names " + organisations.size()
                    + " organisations, and a request works for exactly one. Ask for a token of one organisation.");
        }
        String slug = organisations.get(0);
        if (!enabled(slug).orElseThrow(() -> refused("The organisation of the token is not a tenant here."))) {
            throw refused("The tenant " + slug + " is disabled. Its operator can enable it again.");
        }
        return slug;
    }

    private static ProblemException refused(String reason) {
        return new ProblemException(ProblemKind.FORBIDDEN, reason);
    }

    // Plain SQL: this runs while the token is read, before there is a caller whom a session could belong to.
    private Optional<Boolean> enabled(String slug) {
        try {
            return active.beforeCaller(() -> enabledRow(slug));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the tenant " + slug + " could not be looked up", e);
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
