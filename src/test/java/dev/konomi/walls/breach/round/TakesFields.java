package dev.konomi.walls.breach.round;

import jakarta.enterprise.inject.Vetoed;
import jakarta.inject.Inject;

/** Planted: injected into a field. */
@Vetoed
public class TakesFields {
    @Inject
    String taken;
}
