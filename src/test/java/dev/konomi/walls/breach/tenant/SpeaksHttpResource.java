package dev.konomi.walls.breach.tenant;

import jakarta.ws.rs.core.Response;

/** Breaches nothing: HTTP where it belongs. */
public interface SpeaksHttpResource {
    /** Nested, and so at the same place. */
    interface Nested {
        Response answer();
    }
}
