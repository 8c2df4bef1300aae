package dev.konomi.image;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Which base model is loaded. */
@ConfigMapping(prefix = "konomi.model")
interface ModelConfig {
    /** A folder in Diffusers layout; the bundled model when unset. */
    Optional<Path> path();
}
