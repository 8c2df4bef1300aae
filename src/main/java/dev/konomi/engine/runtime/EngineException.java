package dev.konomi.engine.runtime;

/** The runtime failed: no such device, a model that it refuses, a run that broke. */
public final class EngineException extends RuntimeException {

    public EngineException(String message) {
        super(message);
    }

    public EngineException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
