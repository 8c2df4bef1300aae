package dev.konomi.image;

import dev.konomi.engine.model.Precision;
import dev.konomi.engine.runtime.Device;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The engine's device and sizes. */
@ConfigMapping(prefix = "konomi.engine")
interface EngineConfig {
    /** Where the networks run: auto takes CUDA where this build and this machine have it, else the CPU. */
    @WithDefault("auto")
    Device device();

    /** In what the networks compute: f32 or f16; f16 on CUDA and f32 on the CPU when unset. */
    Optional<Precision> precision();

    /** Threads of one network evaluation; 0 takes every core. */
    @WithDefault("0")
    int threads();

    /** Whether memory is kept between evaluations: faster, and never given back. What the memory allows when unset. */
    Optional<Boolean> arena();

    /** Samples in one network evaluation; 0 is 8, or fewer where memory is short for the checkpoint. */
    @WithDefault("0")
    int batchLimit();

    /** Samples that may wait or run in this process, of all tenants. */
    @WithDefault("1024")
    int queueLimit();

    /** Where compiled graphs are kept; the data folder's cache when unset. */
    Optional<Path> cacheFolder();
}
