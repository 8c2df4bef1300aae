package dev.konomi.learning;

import dev.konomi.engine.hero.Verdict;
import dev.konomi.round.PanelOpinions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Who judges, and how carefully. What they say about an image depends on the run's seed and the image alone. */
enum Evaluators {
    /** One who sees what the judge of pixels sees. */
    ATTENTIVE(1, 0, 0),
    /** One of whose verdicts every fifth is wrong. */
    FLIPPING(1, 0.2, 0),
    /** Two attentive ones, and one who clicks without looking. */
    ONE_OF_THREE_RANDOM(3, 0, 1);

    private final int people;
    private final double flipped;
    private final int random;

    Evaluators(int people, double flipped, int random) {
        this.people = people;
        this.flipped = flipped;
        this.random = random;
    }

    /** Verdicts that an image costs. */
    int labelsPerImage() {
        return people;
    }

    /**
     * What is made of their verdicts on all images of an adapter so far.
     *
     * @param truths whether each image is good, oldest first
     */
    List<Opinion> opinions(List<Boolean> truths, long seed) {
        if (people == 1) {
            List<Opinion> opinions = new ArrayList<>();
            for (int image = 0; image < truths.size(); image++) {
                opinions.add(Opinion.certain(said(0, image, truths.get(image), seed)));
            }
            return opinions;
        }
        List<PanelOpinions.Said> said = new ArrayList<>();
        for (int image = 0; image < truths.size(); image++) {
            for (int person = 0; person < people; person++) {
                said.add(new PanelOpinions.Said(
                        Integer.toString(image), "evaluator-" + person, said(person, image, truths.get(image), seed)));
            }
        }
        double[] probabilities = PanelOpinions.probabilities(said, truths.size());
        List<Opinion> opinions = new ArrayList<>();
        for (double p : probabilities) {
            opinions.add(new Opinion(p >= 0.5 ? Verdict.GOOD : Verdict.BAD, Math.abs(2 * p - 1)));
        }
        return opinions;
    }

    private boolean said(int person, int image, boolean truth, long seed) {
        SplittableRandom random = new SplittableRandom((seed * 31 + person) * 1_000_003 + image);
        if (person < this.random) {
            return random.nextBoolean();
        }
        return truth ^ (random.nextDouble() < flipped);
    }
}
