package dev.konomi.walls.breach.tenant.util;

/** Planted: a package that says nothing. */
public class SaysNothing {}
