package dev.konomi.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where on the encoder's scale the good images begin, from the images that people judged.
 *
 * @param threshold the reward that tells good from bad best
 * @param sensitivity share of the good judged images above it
 * @param specificity share of the bad ones below it
 */
public record RewardScale(double threshold, double sensitivity, double specificity) {
    /** Below this the encoder is hardly better than a coin, and no share can be told from it. */
    private static final double LEAST_INFORMED = 0.3;

    /** Empty without a good and a bad image, or where rewards do not tell them apart. */
    public static Optional<RewardScale> of(List<Scored> judged) {
        double good = weight(judged, true);
        double bad = weight(judged, false);
        if (good == 0 || bad == 0) {
            return Optional.empty();
        }
        List<Scored> rising = judged.stream()
                .sorted(Comparator.comparingDouble(Scored::reward))
                .toList();
        double goodBelow = 0;
        double badBelow = 0;
        RewardScale best = new RewardScale(0, 1, 0);
        for (int i = 0; i + 1 < rising.size(); i++) {
            Scored one = rising.get(i);
            goodBelow += one.good() ? one.confidence() : 0;
            badBelow += one.good() ? 0 : one.confidence();
            double next = rising.get(i + 1).reward();
            if (next > one.reward()) {
                RewardScale here = new RewardScale((one.reward() + next) / 2, 1 - goodBelow / good, badBelow / bad);
                best = here.informed() > best.informed() ? here : best;
            }
        }
        return best.informed() < LEAST_INFORMED ? Optional.empty() : Optional.of(best);
    }

    /**
     * The share of images that people would call good, corrected for how often the encoder errs (Rogan and Gladen, Am. J.
     * Epidemiology 107, 1978). The interval is that of the images' number; that the encoder may be wrong about images
     * unlike the judged ones is not in it.
     */
    public Proportion good(List<Double> rewards) {
        double above = rewards.stream().filter(reward -> reward > threshold).count();
        Proportion raw = Proportion.wilson(above, rewards.size());
        return new Proportion(corrected(raw.share()), corrected(raw.low()), corrected(raw.high()), rewards.size());
    }

    private double corrected(double share) {
        return Math.min(1, Math.max(0, (share + specificity - 1) / informed()));
    }

    private double informed() {
        return sensitivity + specificity - 1;
    }

    private static double weight(List<Scored> judged, boolean good) {
        return judged.stream()
                .filter(one -> one.good() == good)
                .mapToDouble(Scored::confidence)
                .sum();
    }
}
