package dev.konomi.artefact;

import java.time.Duration;

/**
 * How to reach an S3 server.
 *
 * @param narrowCredentials work on each tenant's bucket with STS credentials that reach no other
 * @param narrowedFor how long such credentials live
 * @param retryAfter what callers are told to wait when the server is unavailable
 */
public record MinioConnection(
        String endpoint,
        String accessKey,
        String secretKey,
        String region,
        boolean narrowCredentials,
        Duration narrowedFor,
        Duration connectTimeout,
        Duration transferTimeout,
        int attempts,
        Duration firstPause,
        Duration retryAfter) {

    static MinioConnection of(ArtefactConfig config, String endpoint) {
        return new MinioConnection(
                endpoint,
                config.accessKey().orElseThrow(() -> missing("access-key", endpoint)),
                config.secretKey().orElseThrow(() -> missing("secret-key", endpoint)),
                config.region(),
                config.narrowCredentials(),
                config.narrowedFor(),
                config.connectTimeout(),
                config.transferTimeout(),
                config.attempts(),
                config.firstPause(),
                config.retryAfter());
    }

    private static IllegalStateException missing(String key, String endpoint) {
        return new IllegalStateException(
                "konomi.artefact." + key + " is missing: konomi.artefact.endpoint names " + endpoint);
    }

    /** Without the secret, for logs. */
    @Override
    public String toString() {
        return "MinioConnection[" + endpoint + ", " + accessKey + "]";
    }
}
