package dev.konomi.round;

import dev.konomi.engine.hero.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;

/** All feedback of an adapter's rounds, weighed: what each image is taken for, and how surely. */
final class Ballots {
    private final Map<String, List<Judgement>> judgements;
    private final Map<String, Consensus> consensuses;
    private final Panel panel;
    private final SortedMap<String, Consistency> consistencies;

    private Ballots(
            Map<String, List<Judgement>> judgements,
            Map<String, Consensus> consensuses,
            Panel panel,
            SortedMap<String, Consistency> consistencies) {
        this.consistencies = consistencies;
        this.judgements = judgements;
        this.consensuses = consensuses;
        this.panel = panel;
    }

    /**
     * Weighs all feedback.
     *
     * @param byRound feedback by the id of its round, one answer for each image and evaluator
     * @param consistencies of those evaluators who were shown an image twice
     */
    static Ballots of(Map<String, List<Feedback>> byRound, SortedMap<String, Consistency> consistencies) {
        Map<String, List<Judgement>> judgements = new LinkedHashMap<>();
        Map<String, Consensus> consensuses = new LinkedHashMap<>();
        byRound.forEach((round, feedback) -> {
            judgements.put(round, feedback.stream().flatMap(Ballots::judgement).toList());
            consensuses.put(round, Consensus.of(feedback));
        });
        List<Judgement> all = new ArrayList<>();
        judgements.values().forEach(all::addAll);
        return new Ballots(judgements, consensuses, Panel.of(all, consistencies), consistencies);
    }

    /**
     * What an image is taken for.
     *
     * @param confidence 1 is certain, 0 is a coin's throw
     */
    record Label(Verdict verdict, double confidence) {
        private static final Label NONE = new Label(Verdict.SKIP, 1);
    }

    /** The best image of a round is certainly that; others are what is the more probable. */
    Label label(String round, int k) {
        Consensus consensus = consensus(round);
        if (consensus.best().filter(best -> best == k).isPresent()) {
            return new Label(Verdict.BEST, 1);
        }
        String image = image(round, k);
        if (judgements.getOrDefault(round, List.of()).stream()
                .noneMatch(one -> one.image().equals(image))) {
            return Label.NONE;
        }
        double good = panel.good(image);
        if (good == 0.5) {
            return Label.NONE;
        }
        return new Label(good > 0.5 ? Verdict.GOOD : Verdict.BAD, Math.abs(2 * good - 1));
    }

    boolean hasJudged(String round) {
        return !consensus(round).verdicts().isEmpty();
    }

    /** Whether anybody said anything about an image, if only that they skip it. */
    boolean hasJudged(String round, int k) {
        return consensus(round).verdicts().containsKey(k);
    }

    RoundReport.Evaluation evaluation(String round) {
        return new RoundReport.Evaluation(
                Agreement.krippendorffAlpha(judgements.getOrDefault(round, List.of()))
                        .orElse(null),
                panel.reliabilities(),
                consistencies);
    }

    private Consensus consensus(String round) {
        Consensus consensus = consensuses.get(round);
        if (consensus == null) {
            throw new IllegalArgumentException("no feedback of round " + round + " was asked for");
        }
        return consensus;
    }

    private static Stream<Judgement> judgement(Feedback feedback) {
        return switch (feedback.verdict()) {
            case GOOD, BAD ->
                Stream.of(new Judgement(
                        image(feedback.roundId, feedback.k),
                        feedback.evaluator,
                        feedback.verdict() == dev.konomi.round.Verdict.GOOD));
            case SKIP, NONE -> Stream.empty();
        };
    }

    private static String image(String round, int k) {
        return round + '/' + k;
    }
}
