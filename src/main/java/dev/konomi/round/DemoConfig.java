package dev.konomi.round;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The demonstration that a first start gives. */
@ConfigMapping(prefix = "konomi.demo")
interface DemoConfig {
    /** Whether the demo adapter's first round is opened by itself. Left unset it is where the local issuer runs. */
    Optional<Boolean> openFirstRound();

    @WithDefault("acme")
    String tenant();

    @WithDefault("teal-mugs")
    String adapter();
}
