package dev.konomi.walls.breach.engine.tensor;

import jakarta.enterprise.inject.Vetoed;

/** Planted: the engine knows no server. */
@Vetoed
public class KnowsServer {}
