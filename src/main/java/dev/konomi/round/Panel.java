package dev.konomi.round;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Several evaluators of one adapter: how far each can be relied on, and how probably each image is good, after Dawid and
 * Skene (Applied Statistics 28, 1979) with two classes, fitted by expectation and maximisation. Evaluators are held
 * against one another, so where no image was judged by two of them everybody's word is taken as it is.
 */
final class Panel {
    private static final int MOST_ITERATIONS = 200;
    private static final double CONVERGED = 1e-9;

    private final SortedMap<String, Double> good;
    private final SortedMap<String, Reliability> reliabilities;

    private Panel(SortedMap<String, Double> good, SortedMap<String, Reliability> reliabilities) {
        this.good = good;
        this.reliabilities = reliabilities;
    }

    /** Weighs evaluators who were shown nothing twice. */
    static Panel of(List<Judgement> judgements) {
        return of(judgements, Map.of());
    }

    /**
     * Weighs the evaluators.
     *
     * @param judgements at most one for each image and evaluator
     * @param consistencies by evaluator, of those who were shown an image twice
     */
    static Panel of(List<Judgement> judgements, Map<String, Consistency> consistencies) {
        Map<String, List<Judgement>> byImage = new TreeMap<>();
        judgements.forEach(one ->
                byImage.computeIfAbsent(one.image(), image -> new ArrayList<>()).add(one));
        SortedMap<String, Double> good = new TreeMap<>();
        byImage.forEach((image, said) -> good.put(image, shareOfGood(said)));
        if (byImage.values().stream().noneMatch(said -> said.size() > 1)) {
            return alone(judgements, consistencies, good);
        }
        SortedMap<String, Reliability> reliabilities = new TreeMap<>();
        double change = Double.MAX_VALUE;
        for (int i = 0; i < MOST_ITERATIONS && change > CONVERGED; i++) {
            reliabilities = maximisation(judgements, consistencies, good);
            change = expectation(byImage, reliabilities, good);
        }
        return new Panel(good, reliabilities);
    }

    /** Nobody can be held against anybody, but some against themselves: only their words are doubted. */
    private static Panel alone(
            List<Judgement> judgements, Map<String, Consistency> consistencies, SortedMap<String, Double> good) {
        SortedMap<String, Reliability> doubted = new TreeMap<>();
        Map<String, List<Judgement>> theirs = new TreeMap<>();
        for (Judgement one : judgements) {
            Consistency consistency = consistencies.getOrDefault(one.evaluator(), Consistency.UNKNOWN);
            if (consistency.hasContradictions()) {
                doubted.merge(
                        one.evaluator(),
                        new Reliability(1, consistency.accuracy(), consistency.accuracy()),
                        (a, b) -> new Reliability(a.judgements() + 1, a.sensitivity(), a.specificity()));
                theirs.put(one.image(), List.of(one));
            }
        }
        if (!doubted.isEmpty()) {
            expectation(theirs, doubted, good);
        }
        return new Panel(good, doubted);
    }

    /** Probability that an image is good; 1 or 0 where its judges cannot be held against others. */
    double good(String image) {
        Double probability = good.get(image);
        if (probability == null) {
            throw new IllegalArgumentException("nobody judged image " + image);
        }
        return probability;
    }

    /** By evaluator; empty where nobody can be held against anybody. */
    SortedMap<String, Reliability> reliabilities() {
        return new TreeMap<>(reliabilities);
    }

    private static double shareOfGood(List<Judgement> said) {
        return said.stream().mapToInt(one -> one.good() ? 1 : 0).average().orElseThrow();
    }

    private static SortedMap<String, Reliability> maximisation(
            List<Judgement> judgements, Map<String, Consistency> consistencies, Map<String, Double> good) {
        Map<String, double[]> sums = new HashMap<>();
        for (Judgement one : judgements) {
            double probability = good.getOrDefault(one.image(), 0.5);
            double[] sum = sums.computeIfAbsent(one.evaluator(), evaluator -> new double[5]);
            sum[0]++;
            sum[1] += probability;
            sum[2] += one.good() ? probability : 0;
            sum[3] += 1 - probability;
            sum[4] += one.good() ? 0 : 1 - probability;
        }
        SortedMap<String, Reliability> reliabilities = new TreeMap<>();
        sums.forEach((evaluator, sum) -> reliabilities.put(
                evaluator,
                Reliability.of(
                        (int) sum[0],
                        consistencies.getOrDefault(evaluator, Consistency.UNKNOWN),
                        sum[1],
                        sum[2],
                        sum[3],
                        sum[4])));
        return reliabilities;
    }

    /** @return the largest change of an image's probability */
    private static double expectation(
            Map<String, List<Judgement>> byImage, Map<String, Reliability> reliabilities, Map<String, Double> good) {
        double prevalence = (good.values().stream().mapToDouble(p -> p).sum() + 1) / (good.size() + 2);
        double change = 0;
        for (Map.Entry<String, List<Judgement>> image : byImage.entrySet()) {
            double logOdds = Math.log(prevalence / (1 - prevalence));
            for (Judgement one : image.getValue()) {
                logOdds += reliabilities
                        .getOrDefault(one.evaluator(), Reliability.PRIOR)
                        .evidence(one.good());
            }
            double probability = 1 / (1 + Math.exp(-logOdds));
            Double before = good.put(image.getKey(), probability);
            change = Math.max(change, before == null ? 1 : Math.abs(probability - before));
        }
        return change;
    }
}
