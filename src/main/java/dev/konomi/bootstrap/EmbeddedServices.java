package dev.konomi.bootstrap;

import dev.konomi.tenant.IssuerKey;
import io.quarkus.runtime.LaunchMode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** Decides what this process carries itself, starts it, and hands its addresses to the configuration. */
public final class EmbeddedServices {
    private static final String DATABASE = "konomi";

    private final DataFolder data;

    private EmbeddedServices(DataFolder data) {
        this.data = data;
    }

    /**
     * Starts what the configuration does not name an address for.
     *
     * @param refused told, in another thread, when the database does not start
     * @throws StartRefusedException when this configuration must not run
     */
    public static EmbeddedServices start(Config config, Consumer<StartRefusedException> refused) {
        boolean ownDatabase = setting(config, "quarkus.datasource.jdbc.url").isEmpty();
        boolean ownIssuer = IssuerSwitch.decide(config);
        Path folder =
                Path.of(config.getOptionalValue("konomi.data", String.class).orElse("data"));
        DataFolder data = DataFolder.claim(folder);
        // The slowest first, so that everything else happens beside it.
        Optional<DatabaseAccess> database = ownDatabase ? Optional.of(startDatabase(data, refused)) : Optional.empty();
        EarlyEngine.begin(config, data.path());
        Map<String, String> settings = new HashMap<>();
        settings.put("konomi.data", data.path().toString());
        settings.put("konomi.local-issuer.enabled", Boolean.toString(ownIssuer));
        if (ownIssuer) {
            settings.putAll(IssuerKey.in(data.path()).oidcSettings());
        }
        database.ifPresent(access -> settings.putAll(databaseSettings(access)));
        EmbeddedSettings.publish(settings);
        return new EmbeddedServices(data);
    }

    // In dev mode the driver, of another class loader, would not find who waits for the server.
    private static DatabaseAccess startDatabase(DataFolder data, Consumer<StartRefusedException> refused) {
        return LaunchMode.current().isDevOrTest()
                ? EmbeddedDatabase.start(data, DATABASE)
                : EmbeddedDatabase.begin(data, DATABASE, refused);
    }

    /** What the application has to know to use a database. */
    public static Map<String, String> databaseSettings(DatabaseAccess access) {
        return Map.of(
                "quarkus.datasource.jdbc.url", access.url(),
                "quarkus.datasource.username", access.app().role(),
                "quarkus.datasource.password", access.app().password(),
                "quarkus.flyway.username", access.owner().role(),
                "quarkus.flyway.password", access.owner().password());
    }

    /** Stops what was started; to be called when nothing uses it any more. */
    public void stop() {
        EmbeddedDatabase.stop(data);
    }

    /** What a user set. Hot reload shows us a configuration that holds what the start before found out; that is not it. */
    static Optional<String> setting(Config config, String name) {
        ConfigValue value = config.getConfigValue(name);
        boolean found = EmbeddedSettings.NAME.equals(value.getSourceName());
        return found ? Optional.empty() : Optional.ofNullable(value.getValue()).filter(v -> !v.isBlank());
    }
}
