package dev.konomi.round;

/**
 * One evaluator's word on one image, good or bad; skipped images have none.
 *
 * @param image names the image among all rounds of its adapter
 */
record Judgement(String image, String evaluator, boolean good) {}
