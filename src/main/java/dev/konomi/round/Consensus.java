package dev.konomi.round;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all evaluators of a round say together: an image is good or bad by majority, undecided on a tie; best is the good
 * image that most of them call best, among equals the one named last.
 *
 * @param verdicts by image; an image that nobody judged is absent
 * @param best at most one, and then its verdict is good
 */
record Consensus(SortedMap<Integer, Verdict> verdicts, Optional<Integer> best) {
    /** A longer pause between two clicks is not counted as evaluating. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    static Consensus of(List<Feedback> feedback) {
        SortedMap<Integer, Integer> balance = new TreeMap<>();
        SortedMap<Integer, Integer> bestVotes = new TreeMap<>();
        Map<Integer, Instant> bestNamed = new HashMap<>();
        for (Feedback one : feedback) {
            int vote = switch (one.verdict()) {
                case GOOD -> 1;
                case BAD -> -1;
                case SKIP, NONE -> 0;
            };
            balance.merge(one.k, vote, Integer::sum);
            if (one.isBest()) {
                bestVotes.merge(one.k, 1, Integer::sum);
                bestNamed.merge(one.k, one.changedAt, (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        SortedMap<Integer, Verdict> verdicts = new TreeMap<>();
        balance.forEach((k, sum) -> verdicts.put(k, sum > 0 ? Verdict.GOOD : sum < 0 ? Verdict.BAD : Verdict.SKIP));
        Optional<Integer> best = bestVotes.keySet().stream()
                .filter(k -> verdicts.get(k) == Verdict.GOOD)
                .max(Comparator.<Integer>comparingInt(k -> bestVotes.getOrDefault(k, 0))
                        .thenComparing(k -> bestNamed.getOrDefault(k, Instant.MIN))
                        .thenComparing(Comparator.reverseOrder()));
        return new Consensus(verdicts, best);
    }

    int count(Verdict verdict) {
        return (int) verdicts.values().stream().filter(verdict::equals).count();
    }

    /** Images that say something: good or bad. */
    int labels() {
        return count(Verdict.GOOD) + count(Verdict.BAD);
    }

    /** Time that people spent judging: the pauses between one's changes, each up to a minute, from the history. */
    static Duration evaluatorTime(List<FeedbackChange> history) {
        Map<String, Instant> last = new HashMap<>();
        Duration total = Duration.ZERO;
        for (FeedbackChange change : history) {
            Instant before = last.put(change.evaluator, change.changedAt);
            if (before != null) {
                Duration pause = Duration.between(before, change.changedAt);
                total = total.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
            }
        }
        return total;
    }
}
