package dev.konomi.walls.breach.web;

import dev.konomi.walls.breach.tenant.Quiet;

/** Planted: web must not know tenants. */
public record ImportsUpwards(Quiet[] quiet) {}
