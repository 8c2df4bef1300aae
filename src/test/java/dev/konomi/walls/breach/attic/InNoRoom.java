package dev.konomi.walls.breach.attic;

/** Planted: there is no such room. */
public class InNoRoom {}
