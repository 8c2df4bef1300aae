package dev.konomi.round;

import java.util.List;

/** The product's model of several evaluators, for benches that live elsewhere. */
public final class PanelOpinions {
    private PanelOpinions() {}

    /** One evaluator's word about one image. */
    public record Said(String image, String evaluator, boolean good) {}

    /**
     * How probably each image is good.
     *
     * @param images how many there are, named "0" to "images − 1"
     */
    public static double[] probabilities(List<Said> said, int images) {
        Panel panel = Panel.of(said.stream()
                .map(one -> new Judgement(one.image(), one.evaluator(), one.good()))
                .toList());
        double[] probabilities = new double[images];
        for (int i = 0; i < images; i++) {
            probabilities[i] = panel.good(Integer.toString(i));
        }
        return probabilities;
    }
}
