package dev.konomi.round;

import dev.konomi.engine.hero.TrainingReport;

/**
 * What a round cost and what it brought; kept with the round and with its version.
 *
 * @param labels images that the evaluators called good or bad
 * @param learning what the engine measured
 */
record RoundReport(
        String round,
        int number,
        int fromVersion,
        int images,
        int labels,
        double evaluatorMinutes,
        Seconds seconds,
        TrainingReport learning) {
    /** Wall-clock time of the round's two spells of device work. */
    record Seconds(double sampling, double training) {}
}
