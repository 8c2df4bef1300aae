package dev.konomi.report;

/**
 * A judged image and what the reward encoder says of it.
 *
 * @param good what the evaluators say, best included
 * @param confidence in their word, 0…1
 * @param reward the encoder's, 0…1
 */
public record Scored(boolean good, double confidence, double reward) {}
