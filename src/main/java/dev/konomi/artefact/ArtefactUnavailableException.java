package dev.konomi.artefact;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The object store cannot be reached, refuses, or is full. Nothing was half-written: trying again later is safe. */
public final class ArtefactUnavailableException extends RuntimeException {

    private final Duration retryAfter;

    public ArtefactUnavailableException(String detail, Duration retryAfter, @Nullable Throwable cause) {
        super(detail, cause);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
