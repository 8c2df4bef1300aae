package dev.konomi.image;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The engine's device and sizes. */
@ConfigMapping(prefix = "konomi.engine")
interface EngineConfig {
    /** Where the networks run: cpu, or cuda for the first GPU (a build with profile cuda). */
    @WithDefault("cpu")
    String device();

    /** Threads of one network evaluation; 0 takes every core. */
    @WithDefault("0")
    int threads();

    /** Samples in one network evaluation. */
    @WithDefault("16")
    int batchLimit();

    /** Samples that may wait or run in this process, of all tenants. */
    @WithDefault("1024")
    int queueLimit();

    /** Where compiled graphs are kept; the data folder's cache when unset. */
    Optional<Path> cacheFolder();
}
