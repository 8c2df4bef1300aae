package dev.konomi.engine.hero;

/**
 * D3PO's comparison of a good image with a bad one (arXiv 2311.13231); unused by the other updates.
 *
 * @param beta how strongly the difference of the two log-ratios counts: low values forgive straying from the weights that
 *     painted the round
 * @param stepsPerPair recorded steps at which a pair is compared, drawn among those that both images have
 */
public record PreferenceSettings(double beta, int stepsPerPair) {
    static final PreferenceSettings DEFAULT = new PreferenceSettings(0.1, 5);

    void check(RecipeCheck check) {
        check.above("preference.beta", beta, 0, 1e6, "nothing would be learned");
        check.whole("preference.stepsPerPair", stepsPerPair, 1, 1000);
    }
}
