package dev.konomi.round;

import dev.konomi.engine.hero.AuditFigures;
import dev.konomi.engine.hero.TrainingReport;
import dev.konomi.report.Goal;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a round cost and what it brought; kept with the round and with its version.
 *
 * @param images that evaluators were shown
 * @param unlabelledImages those beside them that nobody was shown
 * @param labels images that the evaluators called good or bad
 * @param evaluation how far the evaluators agree
 * @param guard what the version's audit found; null where the recipe wants none
 * @param goal the way to the adapter's target; null where it has none
 * @param learning what the engine measured
 */
record RoundReport(
        String round,
        int number,
        int fromVersion,
        int images,
        int unlabelledImages,
        int labels,
        double evaluatorMinutes,
        Evaluation evaluation,
        @Nullable Guard guard,
        @Nullable Goal goal,
        Seconds seconds,
        TrainingReport learning) {
    /**
     * How far the evaluators agree.
     *
     * @param agreement Krippendorff's alpha of the round's verdicts: 1 is perfect, 0 is chance; absent where no image
     *     has two judges, or all that have were called the same
     * @param reliabilities of each evaluator of the adapter, estimated from all of its rounds; empty where nobody can be
     *     held against anybody
     * @param consistencies of each evaluator who was shown images twice, over all rounds of the adapter
     */
    record Evaluation(
            @Nullable Double agreement,
            SortedMap<String, Reliability> reliabilities,
            SortedMap<String, Consistency> consistencies) {}

    /**
     * What the version's audit found.
     *
     * @param held why the version is held, in words; empty where it is not
     */
    record Guard(List<String> held, AuditFigures againstBase) {}

    /** Wall-clock time of the round's two spells of device work. */
    record Seconds(double sampling, double training) {}
}
