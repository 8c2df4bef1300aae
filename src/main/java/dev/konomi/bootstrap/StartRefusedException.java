package dev.konomi.bootstrap;

/** The process must not start like this; the message says why and what to change. */
public final class StartRefusedException extends RuntimeException {
    public StartRefusedException(String reason) {
        super(reason);
    }

    public StartRefusedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
