package dev.konomi.report;

/**
 * One of the judged images that define what is rewarded.
 *
 * @param verdict best, good or bad
 * @param reward the encoder's, 0…1
 * @param image its place in its round
 * @param url where the PNG is
 */
public record Exemplar(String verdict, double reward, int round, int image, String url) {}
