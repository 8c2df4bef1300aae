package dev.konomi.tenant;

import dev.konomi.bootstrap.DataFolder;
import dev.konomi.bootstrap.DatabaseAccess;
import dev.konomi.bootstrap.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the application needs to start in a test: a database of its own in target/, empty at each start, and the local
 * issuer. All tests that name this resource and nothing else share one start.
 */
public class EmbeddedServices implements QuarkusTestResourceLifecycleManager {
    /** The data folder of the tests. */
    public static final Path DATA = Path.of("target", "test-data").toAbsolutePath();

    private static final String DATABASE = "konomi_test";
    private static boolean hooked;

    @Override
    public Map<String, String> start() {
        DataFolder data = DataFolder.claim(DATA);
        stopWithTheProcess(data);
        DatabaseAccess access = EmbeddedDatabase.startEmpty(data, DATABASE);
        Map<String, String> settings = new HashMap<>(dev.konomi.bootstrap.EmbeddedServices.databaseSettings(access));
        settings.putAll(IssuerKey.in(DATA).oidcSettings());
        settings.put("konomi.data", DATA.toString());
        settings.put("konomi.local-issuer.enabled", "true");
        return settings;
    }

    @Override
    public void stop() {
        // The server stays for the next start in this process.
    }

    private static synchronized void stopWithTheProcess(DataFolder data) {
        if (!hooked) {
            hooked = true;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> EmbeddedDatabase.stop(data), "stop-test-database"));
        }
    }
}
