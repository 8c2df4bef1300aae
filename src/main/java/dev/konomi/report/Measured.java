package dev.konomi.report;

/**
 * What a round's labels say of the version that painted it: of its images from fresh noise, which are what it serves.
 *
 * @param round number of the round
 * @param version that painted it
 * @param good share of its judged images from fresh noise that are good, with its interval
 */
public record Measured(int round, int version, Proportion good) {}
