package dev.konomi.artefact;

/**
 * Where an object lies and what it must contain.
 *
 * @param sha256 64 lower-case hex digits
 * @param size in bytes
 */
public record ArtefactRef(String key, String sha256, long size) {}
