package dev.konomi.adapter;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The demo tenants' quota of adapters, which is less than all tests together need. */
final class Quota {

    private static final int PLENTY = 100_000;

    private Quota() {}

    static void lift() {
        set("acme", PLENTY);
        set("bolt", PLENTY);
    }

    static void set(String tenant, int adapters) {
        Config config = ConfigProvider.getConfig();
        try (Connection connection = DriverManager.getConnection(
                        config.getValue("quarkus.datasource.jdbc.url", String.class),
                        config.getValue("quarkus.flyway.username", String.class),
                        config.getValue("quarkus.flyway.password", String.class));
                PreparedStatement statement =
                        connection.prepareStatement("update tenant set max_adapters = ? where slug = ?")) {
            statement.setInt(1, adapters);
            statement.setString(2, tenant);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
