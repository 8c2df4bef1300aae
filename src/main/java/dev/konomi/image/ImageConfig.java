package dev.konomi.image;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of room image: what one request may ask for and what it gets unasked. */
@ConfigMapping(prefix = "konomi.image")
interface ImageConfig {
    /** Longest prompt in characters; its tokens are limited by the base model. */
    @WithDefault("1000")
    int promptCharacters();

    /** Smallest width or height in pixels. */
    @WithDefault("64")
    int minSidePx();

    /** Largest width or height in pixels. */
    @WithDefault("1024")
    int maxSidePx();

    @WithDefault("100")
    int maxSteps();

    @WithDefault("20")
    int defaultSteps();

    @WithDefault("30")
    float maxGuidanceScale();

    @WithDefault("5")
    float defaultGuidanceScale();

    /** Share of fresh noise in each DDIM step, 0 to 1; adapters are trained at 1. */
    @WithDefault("1")
    float eta();

    /** How long a caller may wait for a request's images. */
    @WithDefault("10m")
    Duration longestWait();

    /** How long a link to a picture opens it. */
    @WithDefault("1h")
    Duration linkLifetime();
}
