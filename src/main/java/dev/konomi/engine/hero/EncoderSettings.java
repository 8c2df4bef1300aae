package dev.konomi.engine.hero;

import java.util.List;

/**
 * The reward encoder and how it learns.
 *
 * @param representationSize width of the representation that rewards compare
 * @param projectionSizes widths of the projection head's layers; the triplet loss compares the last one
 * @param margin by how much a good image has to be nearer to the best one than a bad image
 * @param learningRate Adam's
 * @param epochs passes over the triplets, each of them one step of Adam
 * @param tripletsPerEpoch triplets drawn in an epoch; 0 draws one for each labelled image
 * @param warmStart whether a round goes on with the encoder of the version before, instead of a new one
 */
public record EncoderSettings(
        int representationSize,
        List<Integer> projectionSizes,
        double margin,
        double learningRate,
        int epochs,
        int tripletsPerEpoch,
        boolean warmStart) {
    public EncoderSettings {
        projectionSizes = List.copyOf(projectionSizes);
    }

    void check(RecipeCheck check) {
        check.whole("encoder.representationSize", representationSize, 4, 8192);
        if (projectionSizes.isEmpty() || projectionSizes.size() > 8) {
            check.add("encoder.projectionSizes", "has " + projectionSizes.size() + " layers", "1 to 8 layers");
        }
        for (int i = 0; i < projectionSizes.size(); i++) {
            check.whole("encoder.projectionSizes[" + i + "]", projectionSizes.get(i), 2, 8192);
        }
        // d lies in 0…1, so a larger margin could never be met
        check.above("encoder.margin", margin, 0, 1, "a triplet without a margin teaches nothing");
        check.above("encoder.learningRate", learningRate, 0, 1, "nothing would be learned");
        check.whole("encoder.epochs", epochs, 0, 10_000);
        check.whole("encoder.tripletsPerEpoch", tripletsPerEpoch, 0, 4096);
    }
}
