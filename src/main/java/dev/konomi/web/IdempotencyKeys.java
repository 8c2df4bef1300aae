package dev.konomi.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The table of idempotency keys. Plain SQL: the connection is fenced to the caller's tenant, which is also where the
 * column tenant_id gets its value from.
 */
@ApplicationScoped
class IdempotencyKeys {
    /** How long a holder is believed to be alive after its last sign of life. */
    static final Duration LEASE = Duration.ofSeconds(30);

    /** How long an answer is kept. */
    static final Duration KEEP = Duration.ofHours(24);

    private static final String CLAIM = """
            insert into idempotency_key as k (caller, address, key, fingerprint, holder, held_until)
            values (?, ?, ?, ?, ?, now() + ? * interval '1 second')
            on conflict (tenant_id, caller, address, key) do update
            set fingerprint = excluded.fingerprint, holder = excluded.holder, held_until = excluded.held_until,
                effect = null, status = null, headers = null, body = null, created_at = now()
            where k.held_until < now()
              and (k.created_at < now() - ? * interval '1 second'
                   or (k.status is null and k.effect is null and k.fingerprint = excluded.fingerprint))
            """;
    private static final String FIND = """
            select fingerprint, effect, status, headers, body, held_until < now() as abandoned
            from idempotency_key where caller = ? and address = ? and key = ?
              and tenant_id = current_setting('konomi.tenant', true)
            """;

    private final DataSource database;
    private final ObjectMapper json;

    IdempotencyKeys(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** A key as its caller means it: it is the caller's own, for one address. */
    record Key(String caller, String address, String key) {}

    /** Takes the key for {@code holder}, or says why that cannot be. */
    IdempotencyClaim claim(Key key, byte[] fingerprint, UUID holder) {
        try (Connection connection = database.getConnection()) {
            try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
                claim.setString(1, key.caller());
                claim.setString(2, key.address());
                claim.setString(3, key.key());
                claim.setBytes(4, fingerprint);
                claim.setObject(5, holder);
                claim.setLong(6, LEASE.toSeconds());
                claim.setLong(7, KEEP.toSeconds());
                if (claim.executeUpdate() == 1) {
                    return new IdempotencyClaim.Ours();
                }
            }
            return standing(connection, key, fingerprint);
        } catch (SQLException e) {
            throw new IllegalStateException("the idempotency key could not be claimed", e);
        }
    }

    private IdempotencyClaim standing(Connection connection, Key key, byte[] fingerprint) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setString(1, key.caller());
            find.setString(2, key.address());
            find.setString(3, key.key());
            try (ResultSet row = find.executeQuery()) {
                if (!row.next()) {
                    return new IdempotencyClaim.InFlight(); // given back between the two statements: worth another try
                }
                if (!Arrays.equals(row.getBytes("fingerprint"), fingerprint)) {
                    return new IdempotencyClaim.OtherRequest();
                }
                int status = row.getInt("status");
                if (!row.wasNull()) {
                    return new IdempotencyClaim.Answered(new KeptAnswer(
                            status,
                            headers(row.getString("headers")),
                            Base64.getEncoder().encodeToString(row.getBytes("body"))));
                }
                String effect = row.getString("effect");
                return effect != null && row.getBoolean("abandoned")
                        ? new IdempotencyClaim.AnswerLost(effect)
                        : new IdempotencyClaim.InFlight();
            }
        }
    }

    /**
     * Notes, in the transaction that changes something, what it is; so that a crash cannot make it happen twice.
     *
     * @throws ProblemException when the holder was believed dead and another request has the key: the change must not
     *     be committed
     */
    void noteEffect(UUID holder, String effect) {
        if (update("update idempotency_key set effect = coalesce(effect, ?) where holder = ?", effect, holder) == 0) {
            throw new ProblemException(
                    ProblemKind.CONFLICT, "This request took so long that another one with the same key took over.");
        }
    }

    void keep(UUID holder, KeptAnswer answer) {
        update(
                "update idempotency_key set status = ?, headers = ?, body = ?, held_until = now() where holder = ?",
                answer.status(),
                text(answer.headers()),
                Base64.getDecoder().decode(answer.body()),
                holder);
    }

    /** Gives the key back: the request had no effect, so it may be sent again, mended or not. */
    void release(UUID holder) {
        update("delete from idempotency_key where holder = ? and effect is null", holder);
        update("update idempotency_key set held_until = now() where holder = ?", holder);
    }

    void prolong(Collection<UUID> holders) {
        try (Connection connection = database.getConnection();
                PreparedStatement prolong =
                        connection.prepareStatement("select idempotency_prolong(?, ? * interval '1 second')")) {
            prolong.setArray(1, connection.createArrayOf("uuid", holders.toArray()));
            prolong.setLong(2, LEASE.toSeconds());
            prolong.execute();
        } catch (SQLException e) {
            throw new IllegalStateException("idempotency keys could not be prolonged", e);
        }
    }

    /** Forgets answers that are older than {@link #KEEP}; returns how many. */
    long forgetOld() {
        try (Connection connection = database.getConnection();
                PreparedStatement forget =
                        connection.prepareStatement("select idempotency_forget(? * interval '1 second')")) {
            forget.setLong(1, KEEP.toSeconds());
            try (ResultSet row = forget.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("old idempotency keys could not be removed", e);
        }
    }

    private int update(String sql, Object... arguments) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the idempotency key could not be changed", e);
        }
    }

    private String text(Map<String, List<String>> headers) {
        try {
            return json.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers are always writable as JSON", e);
        }
    }

    private Map<String, List<String>> headers(String text) {
        try {
            return json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("kept headers cannot be read", e);
        }
    }
}
