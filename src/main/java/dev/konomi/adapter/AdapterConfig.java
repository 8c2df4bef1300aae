package dev.konomi.adapter;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of the adapter room. */
@ConfigMapping(prefix = "konomi.adapter")
public interface AdapterConfig {

    /** Memory of this process for LoRA weights. */
    @WithDefault("256M")
    MemorySize cacheSize();

    /** Largest LoRA file that can be imported; quarkus.http.limits.max-body-size must not be below. */
    @WithDefault("64M")
    MemorySize importLimit();
}
