package dev.konomi.tenant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Settings of the issuer for demonstrations. */
@ConfigMapping(prefix = "konomi.local-issuer")
interface LocalIssuerConfig {
    /**
     * Whether it mints tokens. Left unset it does, as long as no OIDC server is named and only this machine can reach
     * us.
     */
    @WithDefault("false")
    boolean enabled();

    /** Folder of its key. */
    @WithDefault("${konomi.data}")
    Path keyFolder();
}
