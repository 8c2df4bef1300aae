package dev.konomi.tenant.file;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where the tenant files are. */
@ConfigMapping(prefix = "konomi.tenants")
interface TenantFilesConfig {
    /**
     * Folder whose *.yaml files declare the tenants. Left unset, the demo tenants are declared as long as the local
     * issuer is on, and none otherwise.
     */
    Optional<Path> folder();
}
