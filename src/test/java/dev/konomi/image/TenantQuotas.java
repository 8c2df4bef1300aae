package dev.konomi.image;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Sets a demo tenant's quotas in the database of the tests, past the API. */
public final class TenantQuotas {
    private static final int PLENTY = 100_000;

    private TenantQuotas() {}

    /** No quota stands in the way of a test. */
    public static void lift(String tenant) {
        set(tenant, PLENTY, PLENTY, PLENTY);
    }

    public static void set(String tenant, int imagesPerMinute, int maxQueuedImages, int maxAdapters) {
        Config config = ConfigProvider.getConfig();
        try (Connection connection = DriverManager.getConnection(
                        config.getValue("quarkus.datasource.jdbc.url", String.class),
                        config.getValue("quarkus.flyway.username", String.class),
                        config.getValue("quarkus.flyway.password", String.class));
                PreparedStatement statement = connection.prepareStatement("update tenant set images_per_minute = ?,"
                        + " max_queued_images = ?, max_adapters = ? where slug = ?");
                PreparedStatement bucket =
                        connection.prepareStatement("delete from quota_bucket where tenant_id = ?")) {
            statement.setInt(1, imagesPerMinute);
            statement.setInt(2, maxQueuedImages);
            statement.setInt(3, maxAdapters);
            statement.setString(4, tenant);
            statement.executeUpdate();
            bucket.setString(1, tenant);
            bucket.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
