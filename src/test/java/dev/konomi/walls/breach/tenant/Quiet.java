package dev.konomi.walls.breach.tenant;

/** Breaches nothing. */
public class Quiet {}
