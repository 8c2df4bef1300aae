package dev.konomi.bootstrap;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** Settings found out at start, such as the port of the embedded database. Whatever a user sets wins over them. */
public final class EmbeddedSettings implements ConfigSource {
    static final String NAME = "embedded services";

    /** Above the defaults in application.properties (250), below the environment (300). */
    private static final int ORDINAL = 260;

    private static volatile Map<String, String> values = Map.of();

    static void publish(Map<String, String> settings) {
        values = Map.copyOf(settings);
    }

    @Override
    public Set<String> getPropertyNames() {
        return values.keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return values.get(name);
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }
}
