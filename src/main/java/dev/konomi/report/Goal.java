package dev.konomi.report;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far the adapter is from its target.
 *
 * @param target share of good images that the tenant is after
 * @param reached whether no further round is needed
 * @param by {@code labels} where a round measured it, {@code encoder} where it is an estimate; null while not reached
 * @param roundsToGo predicted rounds until the target; null where nothing can be said
 * @param labelsToGo as many labels, at as many a round as the last one had
 * @param words the same for people
 */
public record Goal(
        double target,
        boolean reached,
        @Nullable String by,
        @Nullable Integer roundsToGo,
        @Nullable Integer labelsToGo,
        String words) {
    /** Further away a line through the past means nothing. */
    private static final int FARTHEST = 12;

    private static final double LEAST_SLOPE = 0.02;

    /**
     * Reached is the target when the labels of the newest round say so, or when the encoder's estimate for the new
     * version does with its whole interval. Else a line through the measured log-odds says how many rounds are left.
     *
     * @param history one entry for each version that a round measured, oldest first
     * @param estimate the encoder's for the new version; null where there is none
     * @param newest number of the rounds so far
     */
    public static Goal of(
            double target, List<Measured> history, @Nullable Proportion estimate, int newest, int labelsARound) {
        boolean measured = !history.isEmpty()
                && history.get(history.size() - 1).good().of() > 0
                && history.get(history.size() - 1).good().share() >= target;
        if (measured) {
            return new Goal(target, true, "labels", 0, 0, "The target is reached: the last round's labels say so.");
        }
        if (estimate != null && estimate.low() >= target) {
            return new Goal(
                    target,
                    true,
                    "encoder",
                    0,
                    0,
                    "The target is reached, as far as the reward encoder can tell; a round would measure it.");
        }
        List<Measured> points =
                history.stream().filter(one -> one.good().of() > 0).toList();
        if (points.size() < 2) {
            return unknown(target, "Not known yet: one round is no trend.");
        }
        double[] line = line(points);
        if (line[1] < LEAST_SLOPE) {
            return unknown(target, "Not known: the measured rounds do not rise.");
        }
        // a round measures the version before it, so the new version would be measured by the next round
        double then = (logOdds(Math.min(target, 0.995)) - line[0]) / line[1];
        int left = (int) Math.max(1, Math.ceil(then - (newest + 1)));
        if (left > FARTHEST) {
            return unknown(target, "Not within " + FARTHEST + " rounds at the present pace.");
        }
        return new Goal(
                target,
                false,
                null,
                left,
                left * labelsARound,
                String.format(
                        Locale.ROOT,
                        "About %d more round%s (%d labels) to go.",
                        left,
                        left == 1 ? "" : "s",
                        left * labelsARound));
    }

    private static Goal unknown(double target, String why) {
        return new Goal(target, false, null, null, null, why);
    }

    /** Weighted least squares of the log-odds over the number of the round, as {intercept, slope}. */
    private static double[] line(List<Measured> points) {
        double weights = 0;
        double xs = 0;
        double ys = 0;
        double xx = 0;
        double xy = 0;
        for (Measured point : points) {
            double share = smoothed(point.good());
            double weight = point.good().of() * share * (1 - share);
            double x = point.round();
            double y = logOdds(share);
            weights += weight;
            xs += weight * x;
            ys += weight * y;
            xx += weight * x * x;
            xy += weight * x * y;
        }
        double spread = weights * xx - xs * xs;
        double slope = spread == 0 ? 0 : (weights * xy - xs * ys) / spread;
        return new double[] {(ys - slope * xs) / weights, slope};
    }

    private static double smoothed(Proportion share) {
        return (share.share() * share.of() + 0.5) / (share.of() + 1);
    }

    private static double logOdds(double share) {
        return Math.log(share / (1 - share));
    }
}
