package dev.konomi.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The rows of the chains. Appending goes through functions of the database, the only way that it grants. */
@ApplicationScoped
class AuditTable {
    private static final String COLUMNS =
            "tenant_id, sequence, happened_at, actor, actor_name, action, noun, noun_id, details, previous_hash, hash";

    private final DataSource database;

    AuditTable(DataSource database) {
        this.database = database;
    }

    /** The last event of a chain: 0 and {@link AuditEvent#START} when there is none. */
    record Head(long sequence, String hash) {}

    /** Locks the chain until the transaction at hand ends. */
    Head lockHead(String chain) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("select * from audit_head(?)")) {
            statement.setString(1, chain);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Head(row.getLong(1), row.getString(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the audit chain could not be locked", e);
        }
    }

    void append(AuditEvent event) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select audit_append(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            statement.setString(1, event.chain());
            statement.setLong(2, event.sequence());
            statement.setObject(3, event.at().atOffset(ZoneOffset.UTC));
            statement.setString(4, event.actor());
            statement.setString(5, event.actorName());
            statement.setString(6, event.action());
            statement.setString(7, event.noun());
            statement.setString(8, event.nounId());
            statement.setString(9, event.details());
            statement.setString(10, event.previousHash());
            statement.setString(11, event.hash());
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException("the audit event could not be written", e);
        }
    }

    /** The head as it stands; empty for a chain without events. */
    Optional<Head> head(String chain) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select last_sequence, last_hash from audit_chain where tenant_id = ?")) {
            statement.setString(1, chain);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Head(row.getLong(1), row.getString(2))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the audit chain could not be read", e);
        }
    }

    /** At most {@code count} events after {@code sequence}, oldest first. */
    List<AuditEvent> after(String chain, long sequence, int count) {
        String sql = "select " + COLUMNS
                + " from audit_event where tenant_id = ? and sequence > ? order by sequence limit ?";
        return query(sql, List.of(chain, sequence, count));
    }

    /** At most {@code count} events that pass the filter, newest first. */
    List<AuditEvent> newest(String chain, AuditFilter filter, int count) {
        StringBuilder sql = new StringBuilder("select " + COLUMNS + " from audit_event where tenant_id = ?");
        List<Object> arguments = new ArrayList<>(List.of(chain));
        filter.conditions().forEach((condition, argument) -> {
            sql.append(" and ").append(condition);
            arguments.add(argument);
        });
        sql.append(" order by sequence desc limit ?");
        arguments.add(count);
        return query(sql.toString(), arguments);
    }

    private List<AuditEvent> query(String sql, List<Object> arguments) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.size(); i++) {
                Object argument = arguments.get(i);
                statement.setObject(
                        i + 1, argument instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : argument);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<AuditEvent> events = new ArrayList<>();
                while (rows.next()) {
                    events.add(event(rows));
                }
                return events;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("audit events could not be read", e);
        }
    }

    private static AuditEvent event(ResultSet row) throws SQLException {
        return new AuditEvent(
                row.getString(1),
                row.getLong(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11));
    }
}
