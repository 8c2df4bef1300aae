package dev.konomi.walls.breach.tenant;

import jakarta.ws.rs.core.Response;

/** Planted: HTTP outside of a resource. */
public interface SpeaksHttp {
    Response answer();
}
