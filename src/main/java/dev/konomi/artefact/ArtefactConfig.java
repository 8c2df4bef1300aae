package dev.konomi.artefact;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the bytes live: an S3 server where an endpoint is named, else a folder of this machine. */
@ConfigMapping(prefix = "konomi.artefact")
public interface ArtefactConfig {

    /** The folder of the embedded store; unused when an endpoint is named. */
    @WithDefault("${konomi.data:./data}/artefacts")
    Path folder();

    /** Address of the S3 server, for example {@code http://minio:9000}. */
    Optional<String> endpoint();

    Optional<String> accessKey();

    Optional<String> secretKey();

    @WithDefault("us-east-1")
    String region();

    /** Work with credentials that STS AssumeRole narrows to the tenant's bucket; the server must speak STS. */
    @WithDefault("false")
    boolean narrowCredentials();

    /** How long narrowed credentials live; they are renewed before they end. */
    @WithDefault("1h")
    Duration narrowedFor();

    @WithDefault("2s")
    Duration connectTimeout();

    /** Longest silence while bytes are read or written. */
    @WithDefault("20s")
    Duration transferTimeout();

    /** How often a request is sent before the store counts as unavailable. */
    @WithDefault("3")
    int attempts();

    /** Pause before the second attempt; each further one waits twice as long. */
    @WithDefault("100ms")
    Duration firstPause();

    /** What callers are told to wait when the store is unavailable. */
    @WithDefault("5s")
    Duration retryAfter();
}
