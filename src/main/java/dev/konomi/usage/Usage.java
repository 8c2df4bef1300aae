package dev.konomi.usage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Counts what the active tenant uses. */
@ApplicationScoped
public class Usage {
    private static final String ADD = """
            insert into usage_day (day, kind, amount) values (?, ?, ?)
            on conflict (tenant_id, day, kind) do update set amount = usage_day.amount + excluded.amount
            """;
    private static final String READ =
            "select day, kind, amount from usage_day where day >= ? and day <= ? order by day";

    private final DataSource database;
    private final Clock clock;

    Usage(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Counts in the transaction of the work itself: work that is rolled back is not counted.
     *
     * @param amount 0 or more, in the unit of the kind
     */
    @Transactional(TxType.MANDATORY)
    public void add(UsageKind kind, double amount) {
        if (!(amount >= 0) || Double.isInfinite(amount)) {
            throw new IllegalArgumentException("expected an amount of 0 or more of " + kind + ", found " + amount);
        }
        try (Connection connection = database.getConnection();
                PreparedStatement add = connection.prepareStatement(ADD)) {
            add.setObject(1, today());
            add.setString(2, kind.key());
            add.setDouble(3, amount);
            add.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("usage could not be counted", e);
        }
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** What was used on each day on which anything was. */
    SortedMap<LocalDate, Map<UsageKind, Double>> perDay(LocalDate since, LocalDate until) {
        try (Connection connection = database.getConnection();
                PreparedStatement read = connection.prepareStatement(READ)) {
            read.setObject(1, since);
            read.setObject(2, until);
            SortedMap<LocalDate, Map<UsageKind, Double>> days = new TreeMap<>();
            try (ResultSet rows = read.executeQuery()) {
                while (rows.next()) {
                    UsageKind kind = UsageKind.valueOf(rows.getString(2).toUpperCase(java.util.Locale.ROOT));
                    days.computeIfAbsent(rows.getObject(1, LocalDate.class), day -> new EnumMap<>(UsageKind.class))
                            .put(kind, rows.getDouble(3));
                }
            }
            return days;
        } catch (SQLException e) {
            throw new IllegalStateException("usage could not be read", e);
        }
    }
}
