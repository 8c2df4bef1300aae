package dev.konomi.round;

import dev.konomi.engine.hero.TrainingReport;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a round cost and what it brought; kept with the round and with its version.
 *
 * @param labels images that the evaluators called good or bad
 * @param evaluation how far the evaluators agree
 * @param learning what the engine measured
 */
record RoundReport(
        String round,
        int number,
        int fromVersion,
        int images,
        int labels,
        double evaluatorMinutes,
        Evaluation evaluation,
        Seconds seconds,
        TrainingReport learning) {
    /**
     * How far the evaluators agree.
     *
     * @param agreement Krippendorff's alpha of the round's verdicts: 1 is perfect, 0 is chance; absent where no image
     *     has two judges, or all that have were called the same
     * @param reliabilities of each evaluator of the adapter, estimated from all of its rounds; empty where nobody can be
     *     held against anybody
     */
    record Evaluation(@Nullable Double agreement, SortedMap<String, Reliability> reliabilities) {}

    /** Wall-clock time of the round's two spells of device work. */
    record Seconds(double sampling, double training) {}
}
